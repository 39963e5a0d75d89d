namespace McpGuard.Benchmarks.Flood;

/// <summary>One way to cost a server more than it should.</summary>
internal interface IFlood
{
    /// <summary>Floods until it is stopped, or until all is done that is to be done; what is held open then stays open.</summary>
    Task RunAsync(FloodTarget target, Tally tally, CancellationToken stop);
}
