namespace McpGuard.Audit;

/// <summary>Records without a verified signature in their segment.</summary>
/// <param name="Segment">The segment of the last one.</param>
/// <param name="From">The number of the first.</param>
/// <param name="To">The number of the last.</param>
/// <param name="Begun">The time in the first record, or null.</param>
/// <param name="Ended">The time in the last record, or null.</param>
internal sealed record UnsignedRange(int Segment, long From, long To, DateTimeOffset? Begun, DateTimeOffset? Ended)
{
    public long Count => Math.Max(0, To - From + 1);

    public UnsignedRange Before(UnsignedRange? next) => next is null ? this : next with { From = From, Begun = Begun };
}
