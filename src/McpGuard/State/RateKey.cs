namespace McpGuard;

/// <summary>Identifies one counter. Counters of two keys are independent.</summary>
/// <param name="Rule">The name of the policy rule.</param>
/// <param name="Calls">How many calls may be within the window.</param>
/// <param name="Window">The length of the window.</param>
/// <param name="Method">The method whose calls are counted; empty if all targets of the rule are counted together.</param>
/// <param name="Target">The tool or prompt whose calls are counted; empty if all targets of the rule are counted together.</param>
/// <param name="Caller">The caller or subject whose calls are counted; empty if the calls of all callers are counted together.</param>
public readonly record struct RateKey(string Rule, int Calls, TimeSpan Window, string Method, string Target, string Caller);
