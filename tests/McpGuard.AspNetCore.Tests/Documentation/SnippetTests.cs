using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGuard.AspNetCore.Tests.Documentation;

/// <summary>What the pages show works: code compiles, the quickstart runs, settings are settings, links lead somewhere.</summary>
internal sealed partial class SnippetTests
{
    // These pages show parts of the section, without the section around them.
    private static readonly string[] _pagesOfSections = ["PRODUCTS.md", "CLIENTS.md"];

    private static IEnumerable<Snippet> CSharp => Snippet.All().Where(snippet => snippet.Language == "csharp");

    private static IEnumerable<Snippet> Json => Snippet.All().Where(snippet => snippet.Language == "json");

    [TestCaseSource(nameof(CSharp))]
    public void Code_compiles(object snippet)
    {
        var (page, text) = (((Snippet)snippet).Page, ((Snippet)snippet).Text);
        var testsServer = Path.GetFileName(page) == "START.md" && text.Contains("using NUnit.Framework;", StringComparison.Ordinal);

        Assert.That(SnippetCompiler.Compile(text, NewAssembly(), testsServer ? ServerOf(page) : null), Is.Empty);
    }

    [TestCaseSource(nameof(Json))]
    public void Json_is_json(object snippet)
    {
        var (page, json) = (((Snippet)snippet).Page, JsonNode.Parse(((Snippet)snippet).Text)!);
        if (json["McpGuard"] is not null)
            AssertSettings(json.ToJsonString());
        else if (_pagesOfSections.Contains(Path.GetFileName(page)) && json["servers"] is null && json["mcpServers"] is null)
            AssertSettings(Whole(json).ToJsonString());
    }

    [Test]
    public async Task Condition_of_the_page_decides_as_the_page_shows()
    {
        var snippets = Snippet.All().Where(snippet => Path.GetFileName(snippet.Page) == "EXTENDING.md").ToArray();
        var (program, shown) = (snippets[0], snippets[1]);
        var assembly = NewAssembly();
        Assert.That(SnippetCompiler.Compile(program.Text, assembly), Is.Empty);

        using var process = Run(assembly);
        var output = await process.StandardOutput.ReadToEndAsync();

        Assert.That(output.Trim(), Is.EqualTo(shown.Text));
    }

    [Test]
    public async Task Quickstart_serves_metadata_and_challenges_requests_without_a_token()
    {
        var quickstart = CSharp.First(snippet => snippet.Page == "README.md");
        var assembly = NewAssembly();
        Assert.That(SnippetCompiler.Compile(quickstart.Text, assembly), Is.Empty);

        var url = $"http://127.0.0.1:{FreePort()}";
        using var process = Run(assembly, "--urls", url);
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(url) };
            var metadata = await WhenUp(() => http.GetAsync("/.well-known/oauth-protected-resource/mcp"), process);
            var challenge = await http.PostAsync("/mcp", content: null);

            Assert.That((string?)JsonNode.Parse(await metadata.Content.ReadAsStringAsync())!["resource"], Is.EqualTo("https://weather.example.com/mcp"));
            Assert.That(challenge.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(challenge.Headers.WwwAuthenticate.ToString(), Does.Contain("https://weather.example.com/.well-known/oauth-protected-resource/mcp"));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Test]
    public void Links_lead_to_files_of_the_repository()
    {
        var broken =
            from page in Snippet.Pages()
            from Match link in Link().Matches(File.ReadAllText(Path.Combine(Snippet.Repository, page)))
            let target = link.Groups[1].Value
            where !target.StartsWith("http", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Snippet.Repository, Path.GetDirectoryName(page)!, target))
            select $"{page}: {target}";

        Assert.That(broken, Is.Empty);
    }

    [Test]
    public void Anchors_of_links_are_headings()
    {
        var broken =
            from page in Snippet.Pages()
            from Match link in Anchor().Matches(TextOf(page))
            let target = link.Groups[1].Value is { Length: > 0 } path ? Path.Combine(Path.GetDirectoryName(page)!, path) : page
            where !link.Groups[1].Value.StartsWith("http", StringComparison.Ordinal)
            where !Heading().Matches(TextOf(target)).Select(heading => AnchorOf(heading.Groups[1].Value)).Contains(link.Groups[2].Value)
            select $"{page}: {link.Value}";

        Assert.That(broken, Is.Empty);
    }

    /// <summary>The server of a page's first block, with the entry point that the SDK for web projects makes public.</summary>
    private static string ServerOf(string page)
    {
        var assembly = NewAssembly();
        var program = CSharp.First(snippet => snippet.Page == page).Text;
        Assert.That(SnippetCompiler.Compile(program + "\n\npublic partial class Program;", assembly), Is.Empty);
        return assembly;
    }

    private static string TextOf(string page) => File.ReadAllText(Path.Combine(Snippet.Repository, page));

    // As GitHub makes it: letters, digits and hyphens in lower case.
    private static string AnchorOf(string heading) =>
        string.Concat(heading.ToLowerInvariant().Replace(' ', '-').Where(character => char.IsLetterOrDigit(character) || character is '-' or '_'));

    /// <summary>Starts a compiled snippet with the libraries of these tests.</summary>
    private static Process Run(string assembly, params string[] arguments)
    {
        var own = Path.Combine(AppContext.BaseDirectory, "McpGuard.AspNetCore.Tests");
        string[] command = ["exec", "--depsfile", own + ".deps.json", "--runtimeconfig", own + ".runtimeconfig.json", assembly, .. arguments];
        return Process.Start(new ProcessStartInfo("dotnet", command) { RedirectStandardOutput = true })!;
    }

    /// <summary>The settings of which a page shows a part of the section.</summary>
    private static JsonObject Whole(JsonNode part)
    {
        var section = part.DeepClone().AsObject();
        section["Resource"] = "https://mcp.example.com/mcp";
        if (section["Issuers"] is null)
            section["Authority"] = "https://login.example.com";

        return new JsonObject { ["McpGuard"] = section };
    }

    private static void AssertSettings(string json)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))).Build());
        services.AddMcpServer().WithMcpGuard();
        using var provider = services.BuildServiceProvider();

        Assert.That(() => provider.GetRequiredService<IOptions<McpGuardOptions>>().Value.Resource, Is.Not.Null);
    }

    private static string NewAssembly() => Path.Combine(TestContext.CurrentContext.WorkDirectory, $"Snippet{Guid.NewGuid():N}.dll");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<HttpResponseMessage> WhenUp(Func<Task<HttpResponseMessage>> send, Process process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                return await send();
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }

    [GeneratedRegex("""\]\(([^)#\s]*)#([^)\s]+)\)""")]
    private static partial Regex Anchor();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("""\]\(([^)#\s]+)(?:#[^)]*)?\)""")]
    private static partial Regex Link();
}
