namespace McpGuard;

/// <summary>
/// A sink of the guard that opens a file when it is created. It does not throw then, so that startup can report its problem with all
/// others. The guard does not record with a sink that has a problem.
/// </summary>
internal interface IOpenedSink
{
    /// <summary>Why the file could not be opened, or null.</summary>
    string? Problem { get; }
}
