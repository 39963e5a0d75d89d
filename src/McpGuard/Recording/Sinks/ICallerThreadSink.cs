namespace McpGuard;

/// <summary>A sink of the guard that may write on the thread of a call, where no deadline can end a write that hangs.</summary>
internal interface ICallerThreadSink
{
    /// <summary>For how long the present write has had no answer; zero if there is none.</summary>
    TimeSpan WriteAge { get; }
}
