namespace McpGuard.Cli.Output;

internal sealed class Counter
{
    public long Value { get; set; }
}
