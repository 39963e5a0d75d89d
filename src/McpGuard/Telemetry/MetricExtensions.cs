using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace McpGuard;

/// <summary>Measures without a care for what an application's listener throws.</summary>
internal static class MetricExtensions
{
    public static void AddQuietly(this Counter<long> counter, TagList tags)
    {
        try
        {
            counter.Add(1, tags);
        }
        catch (Exception)
        {
            // A listener that throws changes nothing of what is measured.
        }
    }

    public static void RecordQuietly(this Histogram<double> histogram, double value, TagList tags)
    {
        try
        {
            histogram.Record(value, tags);
        }
        catch (Exception)
        {
            // A listener that throws changes nothing of what is measured.
        }
    }
}
