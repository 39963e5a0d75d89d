using System.Security.Cryptography;
using System.Text;

namespace McpGuard;

/// <summary>The style of the pages, and its hash. The content security policy permits only this style.</summary>
internal static class PageStyle
{
    public static string Css { get; } = Read();

    public static string Hash { get; } = $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))}";

    private static string Read()
    {
        using var stream = typeof(PageStyle).Assembly.GetManifestResourceStream("approvals.css")!;
        using var reader = new StreamReader(stream);

        // A browser hashes the text with normalized line ends.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
