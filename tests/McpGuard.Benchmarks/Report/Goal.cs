using System.Globalization;

namespace McpGuard.Benchmarks;

/// <summary>The bound that a figure is held to.</summary>
/// <param name="Limit">The bound itself, which still meets the goal.</param>
/// <param name="IsLeast">Whether it is the least that is good enough. Otherwise it is the most.</param>
/// <param name="Unit">The unit of the bound, or an empty text for a ratio.</param>
internal sealed record Goal(double Limit, bool IsLeast, string Unit)
{
    public static Goal AtLeast(double limit, string unit = "") => new(limit, IsLeast: true, unit);

    public static Goal AtMost(double limit, string unit = "") => new(limit, IsLeast: false, unit);

    /// <summary>Whether a figure meets the goal. A figure that is not a number never does.</summary>
    public bool IsMetBy(double number) => IsLeast ? number >= Limit : number <= Limit;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsLeast ? '≥' : '≤')} {Limit:#,0.##} {Unit}").TrimEnd();
}
