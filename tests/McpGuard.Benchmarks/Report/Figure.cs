using System.Globalization;

namespace McpGuard.Benchmarks;

/// <summary>One line of the final table.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure with its unit and, where there is one, its spread.</param>
/// <param name="Goal">The goal, or null for a figure that is there to read the others by.</param>
/// <param name="IsMet">Whether the goal is met; null without a goal.</param>
internal sealed record Figure(string Name, string Value, string? Goal = null, bool? IsMet = null)
{
    /// <summary>The figure alone, for programs; null for a figure that is only a text.</summary>
    public double? Number { get; init; }

    /// <summary>The unit of <see cref="Number"/>; null for a ratio.</summary>
    public string? Unit { get; init; }

    /// <summary>Makes a figure of a number.</summary>
    /// <param name="name">What was measured.</param>
    /// <param name="number">The number that the goal is for.</param>
    /// <param name="unit">Its unit, or null for a ratio.</param>
    /// <param name="goal">Its goal, or null.</param>
    /// <param name="value">The text that is shown. Default: the number with its unit.</param>
    public static Figure Of(string name, double number, string? unit = null, Goal? goal = null, string? value = null) =>
        new(name, value ?? Text(number, unit), goal?.ToString(), goal?.IsMetBy(number)) { Number = double.IsFinite(number) ? number : null, Unit = unit };

    /// <summary>A number with its unit, as it is shown.</summary>
    public static string Text(double number, string? unit)
    {
        var format = Math.Abs(number) switch
        {
            _ when number == Math.Floor(number) => "#,0",
            >= 1000 => "#,0",
            >= 10 => "0.0",
            _ => "0.000",
        };
        return $"{number.ToString(unit == "B" ? "#,0" : format, CultureInfo.InvariantCulture)} {unit}".TrimEnd();
    }
}
