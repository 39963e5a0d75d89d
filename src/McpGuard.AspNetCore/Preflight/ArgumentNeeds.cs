using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>Tells whether the arguments of a request are needed before it is served: once for each policy, and not once for each request.</summary>
internal sealed class ArgumentNeeds
{
    private readonly Predicate<RequestEnvelope> _byPolicy;
    private readonly Predicate<RequestEnvelope> _byHeaders;

    public ArgumentNeeds(CompiledPolicy policy)
    {
        Policy = policy;
        _byPolicy = read => policy.NeedsArguments(read.Method!, MethodKinds.KindOf(read.Method!, read.TargetKind), read.Target);
        _byHeaders = read => read.Method == RequestMethods.ToolsCall || _byPolicy(read);
    }

    public CompiledPolicy Policy { get; }

    /// <param name="repeatsArguments">Whether headers of the request repeat arguments of a tool call.</param>
    public Predicate<RequestEnvelope> Of(bool repeatsArguments) => repeatsArguments ? _byHeaders : _byPolicy;
}
