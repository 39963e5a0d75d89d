using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace McpGuard;

/// <summary>
/// A method as it will run: on an instance of a class that may be another than the method was found in, where an override or
/// an implementation of an interface takes its place.
/// </summary>
internal sealed class RunningMethod
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly MethodInfo _found;
    private readonly MethodInfo _runs;
    private readonly Type? _start;
    private readonly Type[] _classes;

    /// <param name="found">The method that was registered.</param>
    /// <param name="instance">The class of what it runs on; null if it is the one that the method was found in.</param>
    public RunningMethod(MethodInfo found, Type? instance)
    {
        _found = found;
        var start = instance is null || found.IsStatic || !(found.DeclaringType?.IsAssignableFrom(instance) ?? false) ? found.ReflectedType : instance;
        _runs = start is null ? found : Resolve(found, start);
        _start = start;
        _classes = [.. WithBases(Written(start))];
    }

    /// <summary>All that narrows who may: what is said of the method, of what it overrides or implements, of all classes and their assemblies.</summary>
    public IEnumerable<object> Demands =>
    [
        .. Contracts.SelectMany(method => method.GetCustomAttributes(inherit: false)),
        .. _runs.GetCustomAttributes(inherit: true),
        .. _found.Equals(_runs) || Overrides(_runs, _found) ? [] : _found.GetCustomAttributes(inherit: true),
        .. Classes.SelectMany(type => type.GetCustomAttributes(inherit: false)),
        .. Classes.Select(type => type.Assembly).Append(_runs.Module.Assembly).Distinct().SelectMany(assembly => assembly.GetCustomAttributes()),
    ];

    /// <summary>
    /// Whether the very code that runs carries an attribute. A class carries it for its own methods and for those that it inherits,
    /// never for those that are written in classes derived from it.
    /// </summary>
    public bool Carries<TAttribute>()
        where TAttribute : Attribute => _runs.IsDefined(typeof(TAttribute), inherit: false) ||
        _classes.Where(type => Written(_runs.DeclaringType)?.IsAssignableFrom(type) is true).Any(type => type.IsDefined(typeof(TAttribute), inherit: false));

    private IEnumerable<Type> Classes => _found.DeclaringType is { } declaring && !_classes.Contains(Written(declaring)) ? _classes.Append(Written(declaring)!) : _classes;

    // The methods of interfaces that the method implements.
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "An interface that is trimmed away says nothing of what runs.")]
    [UnconditionalSuppressMessage("Trimming", "IL2080", Justification = "An interface that is trimmed away says nothing of what runs.")]
    private IEnumerable<MethodInfo> Contracts => _runs.IsStatic || _start is not { IsInterface: false }
        ? []
        : _start.GetInterfaces().Select(contract => _start.GetInterfaceMap(contract))
            .SelectMany(map => map.InterfaceMethods.Zip(map.TargetMethods))
            .Where(pair => pair.Second?.MethodHandle == _runs.MethodHandle && pair.First.MethodHandle != _runs.MethodHandle).Select(pair => pair.First);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A method that is trimmed away does not run.")]
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
        !other.IsStatic && method.IsVirtual && other.DeclaringType is { IsInterface: false } && method.GetBaseDefinition().MethodHandle == other.GetBaseDefinition().MethodHandle;

    // An override that returns a more derived type has a slot of its own, and takes the other's place in its class.
    private static bool Narrows(MethodInfo method, MethodInfo other) => method.IsDefined(typeof(PreserveBaseOverridesAttribute), inherit: false) && method.Name == other.Name &&
        method.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual(other.GetParameters().Select(parameter => parameter.ParameterType));

    // A lambda is written in the class that the compiler's own class is nested in.
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
