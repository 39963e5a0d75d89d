using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace McpGuard.TestSupport;

/// <summary>
/// The examples of RFC 7515 and RFC 7520 as files, as the sources of the C library <c>jose</c> 11 carry them. They are
/// fetched from Debian's archive of sources, once, and are the ones meant or not used.
/// </summary>
internal static class JoseCorpus
{
    private const string Address = "https://deb.debian.org/debian/pool/main/j/jose/jose_11.orig.tar.xz";
    private const string Sha256 = "e272afe7717e22790c383f3164480627a567c714ccb80c1ee96f62c9929d8225";

    private static readonly string _folder = Path.Combine(Path.GetTempPath(), "mcpguard-jose-11");
    private static readonly Lazy<Task<string?>> _obstacle = new(FetchAsync);

    /// <summary>Skips the test if the corpus is unavailable, unless it is required.</summary>
    public static async Task RequireAsync()
    {
        if (await _obstacle.Value is not { } obstacle)
            return;

        var message = $"This test needs {Address}, and tar with xz. {obstacle}";
        if (Environment.GetEnvironmentVariable("MCPGUARD_REQUIRE_CORPUS") == "1")
            Assert.Fail(message);

        Assert.Ignore(message);
    }

    public static string Read(string file) => File.ReadAllText(Path.Combine(_folder, "jose-11", "tests", "vectors", file)).Trim();

    public static IEnumerable<string> Files(string extension) =>
        Directory.EnumerateFiles(Path.Combine(_folder, "jose-11", "tests", "vectors"), $"*.{extension}").Order(StringComparer.Ordinal);

    private static async Task<string?> FetchAsync()
    {
        try
        {
            var archive = Path.Combine(Directory.CreateDirectory(_folder).FullName, "jose.tar.xz");
            if (!File.Exists(archive) || !IsTheOneMeant(await File.ReadAllBytesAsync(archive)))
            {
                using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
                await File.WriteAllBytesAsync(archive, await http.GetByteArrayAsync(new Uri(Address)));
            }

            if (!IsTheOneMeant(await File.ReadAllBytesAsync(archive)))
                return "What was fetched has another SHA-256.";

            using var tar = Process.Start("tar", ["-xf", archive, "-C", _folder, "jose-11/tests/vectors"]);
            await tar.WaitForExitAsync();
            return tar.ExitCode == 0 ? null : "It could not be unpacked.";
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or Win32Exception or IOException)
        {
            return exception.Message;
        }
    }

    private static bool IsTheOneMeant(byte[] archive) => Convert.ToHexStringLower(SHA256.HashData(archive)) == Sha256;
}
