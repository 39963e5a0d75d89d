using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace McpGuard;

/// <summary>
/// The method that will run. The class of the instance may replace the registered method by an override or an implementation of an
/// interface.
/// </summary>
internal sealed class RunningMethod
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly MethodInfo _found;
    private readonly MethodInfo _runs;
    private readonly Type? _start;
    private readonly Type[] _classes;

    /// <param name="found">The method that was registered.</param>
    /// <param name="instance">The class of the instance; null if it is the class of the registered method.</param>
    public RunningMethod(MethodInfo found, Type? instance)
    {
        _found = found;
        var start = instance is null || found.IsStatic || !(found.DeclaringType?.IsAssignableFrom(instance) ?? false) ? found.ReflectedType : instance;
        _runs = start is null ? found : Resolve(found, start);
        _start = start;
        _classes = [.. WithBases(Written(start))];
    }

    /// <summary>
    /// All attributes that restrict callers: of the method, of the methods that it overrides or implements, of all classes and their
    /// assemblies.
    /// </summary>
    public IEnumerable<object> Demands =>
    [
        .. Contracts.SelectMany(method => method.GetCustomAttributes(inherit: false)),
        .. _runs.GetCustomAttributes(inherit: true),
        .. _found.Equals(_runs) || Overrides(_runs, _found) ? [] : _found.GetCustomAttributes(inherit: true),
        .. Classes.SelectMany(type => type.GetCustomAttributes(inherit: false)),
        .. Classes.Select(type => type.Assembly).Append(_runs.Module.Assembly).Distinct().SelectMany(assembly => assembly.GetCustomAttributes()),
    ];

    /// <summary>
    /// Whether the code that runs carries an attribute. An attribute of a class applies to its own and inherited methods, not to methods
    /// that derived classes add.
    /// </summary>
    public bool Carries<TAttribute>()
        where TAttribute : Attribute => _runs.IsDefined(typeof(TAttribute), inherit: false) ||
        _classes.Where(type => Written(_runs.DeclaringType)?.IsAssignableFrom(type) is true).Any(type => type.IsDefined(typeof(TAttribute), inherit: false));

    private IEnumerable<Type> Classes =>
        _found.DeclaringType is { } declaring && !_classes.Contains(Written(declaring)) ? _classes.Append(Written(declaring)!) : _classes;

    // The methods of interfaces that the method implements.
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "An interface that is trimmed away says nothing of what runs.")]
    [UnconditionalSuppressMessage("Trimming", "IL2080", Justification = "An interface that is trimmed away says nothing of what runs.")]
    private IEnumerable<MethodInfo> Contracts => _runs.IsStatic || _start is not { IsInterface: false }
        ? []
        : _start.GetInterfaces().Select(contract => _start.GetInterfaceMap(contract))
            .SelectMany(map => map.InterfaceMethods.Zip(map.TargetMethods))
            .Where(pair => pair.Second?.MethodHandle == _runs.MethodHandle && pair.First.MethodHandle != _runs.MethodHandle).Select(pair => pair.First);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A method that is trimmed away does not run.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "A method that is trimmed away does not run.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A method that is trimmed away does not run.")]
    private static MethodInfo Resolve(MethodInfo found, Type instance)
    {
        if (!found.IsVirtual || found.IsStatic)
            return found;

        if (found.DeclaringType is { IsInterface: true } contract)
        {
            if (instance.IsInterface)
                return found;

            var map = instance.GetInterfaceMap(contract);
            var index = Array.FindIndex(map.InterfaceMethods, method => method.MethodHandle == found.MethodHandle);
            return index >= 0 ? map.TargetMethods[index] : found;
        }

        for (var type = instance; type is not null && type != found.DeclaringType; type = type.BaseType)
        {
            if (Array.Find(type.GetMethods(Declared), method => method.IsVirtual && (Overrides(method, found) || Narrows(method, found))) is { } runs)
                return runs;
        }

        return found;
    }

    private static bool Overrides(MethodInfo method, MethodInfo other) =>
        !other.IsStatic && method.IsVirtual && other.DeclaringType is { IsInterface: false } &&
            method.GetBaseDefinition().MethodHandle == other.GetBaseDefinition().MethodHandle;

    // An override with a more derived return type has its own slot, and replaces the other method in its class.
    private static bool Narrows(MethodInfo method, MethodInfo other) =>
        method.IsDefined(typeof(PreserveBaseOverridesAttribute), inherit: false) && method.Name == other.Name &&
        method.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual(other.GetParameters().Select(parameter => parameter.ParameterType));

    // A lambda belongs to the class that contains the compiler's own class.
    private static Type? Written(Type? type)
    {
        while (type is { DeclaringType: not null } && type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            type = type.DeclaringType;

        return type;
    }

    private static IEnumerable<Type> WithBases(Type? type)
    {
        for (; type is not null && type != typeof(object); type = type.BaseType)
            yield return type;
    }
}
