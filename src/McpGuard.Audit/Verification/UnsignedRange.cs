namespace McpGuard.Audit;

/// <summary>Records that no checkpoint of their segment covers with a verified signature.</summary>
/// <param name="Segment">The segment that they end in.</param>
/// <param name="From">The number of the first.</param>
/// <param name="To">The number of the last.</param>
/// <param name="Begun">When the first was written, as it says, or null.</param>
/// <param name="Ended">When the last was written, as it says, or null.</param>
internal sealed record UnsignedRange(int Segment, long From, long To, DateTimeOffset? Begun, DateTimeOffset? Ended)
{
    public long Count => Math.Max(0, To - From + 1);

    public UnsignedRange Before(UnsignedRange? next) => next is null ? this : next with { From = From, Begun = Begun };
}
