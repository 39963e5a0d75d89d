using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace McpGuard.Samples.Tests.Running;

/// <summary>A real browser without a window, with a profile of its own, that a test drives by the keyboard (Chrome DevTools Protocol).</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Announcement = "DevTools listening on ";

    private static readonly string[] _flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--hide-scrollbars",
        "--remote-debugging-port=0",

        // Nothing of a page comes from elsewhere.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ];

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("mcpguard-chromium-");
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _waiting = new();
    private readonly SemaphoreSlim _sending = new(1);
    private Task _reading = Task.CompletedTask;
    private int _lastId;

    private Chromium()
    {
        string[] arguments = [.. _flags, $"--user-data-dir={_profile.FullName}", "about:blank"];
        _process = Process.Start(new ProcessStartInfo(Program!, arguments) { RedirectStandardError = true })!;
    }

    /// <summary>What the pages made the browser complain of, such as a violated content security policy.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    private static string? Program => new[] { "chromium", "chromium-browser", "google-chrome" }
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Skips a test where there is no Chromium, unless it has to be there.</summary>
    public static async Task<Chromium> StartOrIgnoreAsync()
    {
        if (Program is null)
        {
            if (Environment.GetEnvironmentVariable("MCPGUARD_REQUIRE_CHROMIUM") == "1")
                Assert.Fail("There is no Chromium, and MCPGUARD_REQUIRE_CHROMIUM demands it.");

            Assert.Ignore("There is no Chromium here.");
        }

        var browser = new Chromium();
        try
        {
            await browser.ConnectAsync();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public Task OpenAsync(string address) => CommandAsync("Page.navigate", new() { ["url"] = address });

    /// <summary>Waits until an expression about the page is true.</summary>
    public Task WaitForAsync(string condition) => Eventually.IsTrueAsync(() => HoldsAsync(condition));

    /// <summary>Whether the page is loaded, and an expression about it is true.</summary>
    public async Task<bool> HoldsAsync(string condition) =>
        (await EvaluateAsync($"document.readyState === 'complete' && Boolean({condition})"))?.GetValue<bool>() is true;

    public async Task<string> ReadAsync(string expression) => (await EvaluateAsync($"String({expression})"))!.GetValue<string>();

    public Task TypeAsync(string text) => CommandAsync("Input.insertText", new() { ["text"] = text });

    public async Task PressAsync(string key)
    {
        var press = new JsonObject { ["type"] = "rawKeyDown", ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = key == "Tab" ? 9 : 13 };
        if (key == "Enter")
        {
            press["type"] = "keyDown";
            press["text"] = "\r";
        }

        await CommandAsync("Input.dispatchKeyEvent", press);
        await CommandAsync("Input.dispatchKeyEvent", new() { ["type"] = "keyUp", ["key"] = key, ["code"] = key });
    }

    /// <summary>Presses the tabulator until a selected element has the focus.</summary>
    public async Task TabToAsync(string selector)
    {
        for (var step = 0; step < 30; step++)
        {
            if (await ReadAsync($"document.activeElement.matches('{selector}')") == "true")
                return;

            await PressAsync("Tab");
        }

        Assert.Fail($"The keyboard does not reach {selector}.");
    }

    /// <summary>Takes a picture of the whole page.</summary>
    public async Task TakePictureAsync(string file, int width, string scheme = "light", string media = "screen")
    {
        var features = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme });
        await CommandAsync("Emulation.setEmulatedMedia", new() { ["media"] = media, ["features"] = features });
        await CommandAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        var picture = await CommandAsync("Page.captureScreenshot", new() { ["captureBeyondViewport"] = true });
        await File.WriteAllBytesAsync(file, Convert.FromBase64String((string)picture["data"]!));
    }

    /// <summary>Prints the page, as a PDF.</summary>
    public async Task PrintAsync(string file)
    {
        // Not with the medium of the last picture.
        await CommandAsync("Emulation.setEmulatedMedia", new() { ["media"] = "" });
        var paper = await CommandAsync("Page.printToPDF", new());
        await File.WriteAllBytesAsync(file, Convert.FromBase64String((string)paper["data"]!));
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _process.Dispose();
        _sending.Dispose();
        _profile.Delete(recursive: true);
    }

    // The browser ends its own processes, so that none of them still writes to the profile.
    private async Task EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            if (_socket.State == WebSocketState.Open)
                _ = CommandAsync("Browser.close", new());
            else
                _process.Kill(entireProcessTree: true);

            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task ConnectAsync()
    {
        string? line;
        while ((line = await _process.StandardError.ReadLineAsync()) is not null && !line.StartsWith(Announcement, StringComparison.Ordinal))
        {
            // What the browser says before it listens.
        }

        _ = _process.StandardError.ReadToEndAsync();
        var address = new Uri(line![Announcement.Length..]);
        using var http = new HttpClient();
        var pages = JsonNode.Parse(await http.GetStringAsync($"http://{address.Authority}/json/list"))!.AsArray();
        await _socket.ConnectAsync(new Uri((string)pages.First(page => (string?)page!["type"] == "page")!["webSocketDebuggerUrl"]!), CancellationToken.None);
        _reading = ReadAllAsync();
        foreach (var domain in new[] { "Page", "Runtime", "Log" })
            await CommandAsync($"{domain}.enable", new());
    }

    private async Task<JsonNode?> EvaluateAsync(string expression) =>
        (await CommandAsync("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true }))["result"]?["value"];

    private async Task<JsonNode> CommandAsync(string method, JsonObject parameters)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = _waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = Encoding.UTF8.GetBytes(new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters }.ToJsonString());
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private async Task ReadAllAsync()
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            using var message = new MemoryStream();
            WebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                message.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);

            var json = JsonNode.Parse(message.ToArray())!;
            if ((int?)json["id"] is { } id && _waiting.TryRemove(id, out var answer))
                answer.SetResult(json["result"] ?? new JsonObject());
            else if ((string?)json["method"] == "Log.entryAdded")
                Complaints.Enqueue((string)json["params"]!["entry"]!["text"]!);
        }
    }
}
