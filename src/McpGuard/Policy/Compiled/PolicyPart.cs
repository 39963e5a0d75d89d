namespace McpGuard;

/// <summary>Those of the options that a policy's version stands for, beside the policy document.</summary>
internal sealed record PolicyPart(
    IList<string> DefaultScopes,
    CallerOptions Callers,
    SortedDictionary<string, ToolOptions> Tools,
    DeviceAssertionOptions? DeviceAssertion,
    string? DefaultIssuer,
    UndeclaredArgumentMode UndeclaredArguments)
{
    public static PolicyPart Of(McpGuardOptions options) => new(
        options.DefaultScopes,
        options.Callers,
        new SortedDictionary<string, ToolOptions>(options.Tools, StringComparer.Ordinal),
        options.DeviceAssertion,
        options.DefaultIssuer,
        options.UndeclaredArguments);
}
