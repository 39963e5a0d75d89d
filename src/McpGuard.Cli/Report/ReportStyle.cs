using System.Security.Cryptography;
using System.Text;

namespace McpGuard.Cli.Report;

/// <summary>The style of the page, and the hash by which the page's own policy permits it and nothing else.</summary>
internal static class ReportStyle
{
    public static string Css { get; } = Read();

    public static string Hash { get; } = $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))}";

    private static string Read()
    {
        using var stream = typeof(ReportStyle).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);

        // A browser hashes the text with the line ends that it has normalized.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
