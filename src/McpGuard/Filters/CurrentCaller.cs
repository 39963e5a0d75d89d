namespace McpGuard;

/// <summary>
/// Who calls, for whatever runs on behalf of the call: tools, prompts and resources ask for a <see cref="DelegatedCaller"/>
/// as a parameter. It flows with the call and nowhere else, so no call can see the caller of another.
/// </summary>
internal static class CurrentCaller
{
    private static readonly AsyncLocal<DelegatedCaller?> _caller = new();

    /// <exception cref="InvalidOperationException">Nothing guarded is running.</exception>
    public static DelegatedCaller Get() =>
        _caller.Value ?? throw new InvalidOperationException("There is a DelegatedCaller only while a guarded request is served. Take it as a parameter of the tool's method.");

    public static void Set(DelegatedCaller caller) => _caller.Value = caller;
}
