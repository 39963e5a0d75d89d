using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The code of a tool, prompt or resource of the SDK: its method, and the instance on which it runs. The SDK exposes neither, and its
/// metadata can be replaced. Contract tests check the internals that this class reads.
/// </summary>
internal static class PrimitiveCode
{
    private const string Sdk = "ModelContextProtocol.Core";
    private const string Reflected = "Microsoft.Extensions.AI.AIFunctionFactory+ReflectionAIFunction, Microsoft.Extensions.AI.Abstractions";

    /// <summary>The wrapped primitives, outermost first, innermost last.</summary>
    public static IEnumerable<IMcpServerPrimitive> Unwrap(IMcpServerPrimitive primitive)
    {
        for (IMcpServerPrimitive? part = primitive; part is not null; part = InnerOf(part))
            yield return part;
    }

    /// <summary>The function that a primitive of the SDK calls; null for a primitive of the author's own class.</summary>
    public static AIFunction? FunctionOf(IMcpServerPrimitive primitive) =>
        primitive.GetType().Assembly != typeof(McpServerTool).Assembly ? null : primitive switch
        {
            McpServerTool => FunctionOfTool(primitive),
            McpServerPrompt => FunctionOfPrompt(primitive),
            McpServerResource => FunctionOfResource(primitive),
            _ => null,
        };

    /// <summary>The instance on which a function calls its method, and the factory that makes one per call if there is none.</summary>
    public static (object? Target, Delegate? Factory) InstanceOf(AIFunction function) =>
        Type.GetType(Reflected) is { } type && function.GetService(type) is { } reflected ? (TargetOf(reflected), FactoryOf(reflected)) : default;

    /// <summary>Whether the SDK makes the instance, of exactly the registered class.</summary>
    public static bool IsOfSdk(Delegate factory) => factory.Method.Module.Assembly == typeof(McpServerTool).Assembly && Captured(factory) is { } create
        && create.Method.Module.Assembly == typeof(Microsoft.Extensions.DependencyInjection.McpServerBuilderExtensions).Assembly;

    // The function's factory calls the factory with which the tool was created.
    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage(
        "Trimming", "IL2075", Justification = "A field that is trimmed away is not found, and then the class is not known.")]
    private static Delegate? Captured(Delegate factory) => factory.Target?.GetType()
        .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Select(field => field.GetValue(factory.Target)).OfType<Delegate>().FirstOrDefault();

    private static IMcpServerPrimitive? InnerOf(IMcpServerPrimitive primitive) => primitive switch
    {
        DelegatingMcpServerTool tool => InnerTool(tool),
        DelegatingMcpServerPrompt prompt => InnerPrompt(prompt),
        DelegatingMcpServerResource resource => InnerResource(resource),
        _ => null,
    };

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerTool")]
    private static extern ref McpServerTool InnerTool(DelegatingMcpServerTool tool);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerPrompt")]
    private static extern ref McpServerPrompt InnerPrompt(DelegatingMcpServerPrompt prompt);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerResource")]
    private static extern ref McpServerResource InnerResource(DelegatingMcpServerResource resource);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_AIFunction")]
    private static extern AIFunction FunctionOfTool([UnsafeAccessorType($"ModelContextProtocol.Server.AIFunctionMcpServerTool, {Sdk}")] object tool);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_AIFunction")]
    private static extern AIFunction FunctionOfPrompt([UnsafeAccessorType($"ModelContextProtocol.Server.AIFunctionMcpServerPrompt, {Sdk}")] object prompt);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_AIFunction")]
    private static extern AIFunction FunctionOfResource(
        [UnsafeAccessorType($"ModelContextProtocol.Server.AIFunctionMcpServerResource, {Sdk}")] object resource);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Target")]
    private static extern object? TargetOf([UnsafeAccessorType(Reflected)] object function);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_CreateInstanceFunc")]
    private static extern Func<AIFunctionArguments, object>? FactoryOf([UnsafeAccessorType(Reflected)] object function);
}
