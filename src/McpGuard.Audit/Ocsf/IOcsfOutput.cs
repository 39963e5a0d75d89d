namespace McpGuard.Audit;

/// <summary>Where exported events go, one line each.</summary>
internal interface IOcsfOutput : IDisposable
{
    /// <summary>Appends a line, with its end.</summary>
    /// <exception cref="IOException">The line is not written.</exception>
    void Append(ReadOnlySpan<byte> line);
}
