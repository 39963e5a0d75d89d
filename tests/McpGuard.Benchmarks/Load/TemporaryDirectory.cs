namespace McpGuard.Benchmarks.Load;

/// <summary>A directory that is deleted with all that is in it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mcpguard-benchmark-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
