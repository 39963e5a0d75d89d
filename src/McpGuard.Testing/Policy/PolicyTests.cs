using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGuard.Testing;

/// <summary>
/// The cases of a file of policy tests: a caller, a target, arguments and a time, and the expected answer. The package has a JSON Schema
/// of the file, <c>schemas/policy-tests.schema.json</c>.
/// </summary>
public sealed class PolicyTests
{
    private PolicyTests(IReadOnlyList<PolicyTestCase> cases) => Cases = cases;

    /// <summary>The cases, in the order of the file.</summary>
    public IReadOnlyList<PolicyTestCase> Cases { get; }

    /// <summary>Reads a file of tests, with the server manifest and the settings that it names. No server runs.</summary>
    /// <param name="path">The file. Paths in it are relative to its directory.</param>
    /// <param name="surface">The server manifest, instead of the file's <c>surface</c>.</param>
    /// <param name="settings">The settings files, instead of the file's <c>settings</c>. Later files override earlier ones.</param>
    /// <returns>The tests.</returns>
    /// <exception cref="FormatException">A file is not valid. The message names what is wrong and where.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="McpGuardConfigurationException">The settings or the policy have problems. The exception names all of them.</exception>
    public static PolicyTests Load(string path, string? surface = null, IReadOnlyList<string>? settings = null)
    {
        var document = Read(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        surface ??= document.Surface is { } named
            ? Path.Combine(folder, named)
            : throw new FormatException($"'{path}' names no surface. Name the manifest that ServerSurface.ToJson wrote.");
        settings ??= document.Settings is { Count: > 0 } files
            ? [.. files.Select(file => Path.Combine(folder, file))]
            : throw new FormatException($"'{path}' names no settings. Name the file with the section {McpGuardDefaults.ConfigurationSection}.");
        var options = PolicyFiles.ReadSettings(settings);
        return Of(document, path, PolicyExplainer.For(PolicyFiles.ReadSurface(surface), options), options);
    }

    /// <summary>Reads a file of tests for a server in the same process. Its own conditions then decide too.</summary>
    /// <param name="path">The file. Its surface and its settings are not used.</param>
    /// <param name="server">The services of the server, such as <see cref="GuardedTestServer.Services"/>.</param>
    /// <returns>The tests.</returns>
    /// <exception cref="FormatException">The file is not valid. The message names what is wrong and where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PolicyTests Load(string path, IServiceProvider server)
    {
        ArgumentNullException.ThrowIfNull(server);

        return Of(Read(path), path, server.GetRequiredService<PolicyExplainer>(), server.GetRequiredService<IOptions<McpGuardOptions>>().Value);
    }

    /// <summary>The callers of a file, for questions that are not in it. Each has the time of the file.</summary>
    internal static IEnumerable<(DelegatedCaller Caller, DateTimeOffset Time)> CallersOf(string path, string? onlyIssuer)
    {
        var document = Read(path);
        var reader = new PolicyTestReader(document, onlyIssuer);
        return document.Callers.Select(caller => (
            reader.CallerOf(caller.Value, $"$.callers.{caller.Key}"),
            document.Time ?? document.Cases.Select(test => test.Time).OfType<DateTimeOffset>().FirstOrDefault()));
    }

    private static PolicyTestDocument Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), PolicyTestJson.Default.PolicyTestDocument)
                ?? throw new FormatException($"'{path}' is null.");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"'{path}' is not a file of policy tests: {exception.Message}", exception);
        }
    }

    // A file without a case would pass whatever the policy says.
    private static PolicyTests Of(PolicyTestDocument document, string path, PolicyExplainer explainer, McpGuardOptions options)
    {
        if (document.Cases.Count == 0)
            throw new FormatException($"'{path}' has no case.");

        var reader = new PolicyTestReader(document, IssuerOf(options));
        try
        {
            return new([.. document.Cases.Select((test, index) => reader.Read(test, $"$.cases[{index}]", explainer))]);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"'{path}' {exception.Message}", exception);
        }
    }

    private static string? IssuerOf(McpGuardOptions options) =>
        options.DefaultIssuer ?? (
            new[] { options.Authority }.Concat(options.Issuers.Values.Select(issuer => issuer.Issuer)).OfType<string>().ToArray() is [var only] ? only : null);
}
