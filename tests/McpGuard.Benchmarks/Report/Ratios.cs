using System.Globalization;

namespace McpGuard.Benchmarks;

/// <summary>Ratios of several rounds: the median stands for them, the middle half shows how far they scatter.</summary>
internal sealed class Ratios
{
    private readonly double[] _sorted;

    public Ratios(IEnumerable<double> ratios) => _sorted = [.. ratios.Order()];

    public double Median => Quantile(0.5);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Median:0.000} [{Quantile(0.25):0.000} – {Quantile(0.75):0.000}]");

    public static double MedianOf(IEnumerable<double> values) => new Ratios(values).Median;

    private double Quantile(double share)
    {
        var at = share * (_sorted.Length - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, _sorted.Length - 1);
        return _sorted[below] + ((at - below) * (_sorted[above] - _sorted[below]));
    }
}
