namespace Demo;

/// <summary>The authority's clock. Set back, it gives tokens that have expired already.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
