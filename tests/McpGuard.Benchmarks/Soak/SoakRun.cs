using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using McpGuard.Benchmarks.Load;

namespace McpGuard.Benchmarks.Soak;

/// <summary>
/// Lets many connections send a mixture of good, bad and aborted requests at full speed, then opens many streams whose tokens end.
/// Afterwards the answers, the server's memory and queues and its audit log must be as they should be.
/// </summary>
internal sealed class SoakRun(BenchmarkOptions options)
{
    private const int Connections = 64;
    private const int Slices = 12;
    private const double DefaultSeconds = 30;

    // Until the runtime has compiled what is called often: the log keeps the records of half a second, and a faster server has more of them.
    private const double WarmUpShare = 0.75;

    private readonly double _seconds = options.Seconds ?? DefaultSeconds;

    /// <summary>Runs all of it and adds the figures.</summary>
    /// <returns>How many of them do not meet their goals.</returns>
    public async Task<long> RunAsync(List<Figure> figures)
    {
        await using var endpoint = await AuthorityEndpoint.StartAsync();
        using var directory = new TemporaryDirectory();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (audit, keyFile) = (Path.Combine(directory.Path, "audit"), Path.Combine(directory.Path, "key.pem"));
        await WriteForOwnerAsync(keyFile, key.ExportPkcs8PrivateKeyPem());

        var first = figures.Count;
        var tally = new SoakTally();
        using (var process = ChildProcess.Start("--soaked", endpoint.Authority.Issuer, audit, keyFile))
        {
            var server = new Uri(await process.ReadLineAsync());
            await SoakAsync(server, endpoint, tally, figures);
        }

        AddAudit(audit, key, tally, figures);
        return figures.Skip(first).Count(figure => figure.IsMet == false);
    }

    private async Task SoakAsync(Uri server, AuthorityEndpoint endpoint, SoakTally tally, List<Figure> figures)
    {
        using var control = new HttpClient { BaseAddress = server };
        SoakCaller[] callers = [.. Enumerable.Range(0, Connections)
            .Select(i => new SoakCaller(server, SoakRequest.Mixture(server, endpoint.Authority), tally, first: i))];
        await RunAsync(callers, WarmUpShare * _seconds);

        // The memory is looked at while nothing is under way: what a request needs is not what is left of it.
        List<SoakState> states = [];
        for (var slice = 0; slice < Slices; slice++)
        {
            await RunAsync(callers, _seconds / Slices);
            states.Add(await StateAsync());
        }

        foreach (var caller in callers)
            caller.Dispose();

        Console.WriteLine($"opening {options.Streams} streams");
        var closed = await new SoakStreams(server, endpoint.Authority, tally).RunAsync(options.Streams);
        var last = await StateAsync();

        var (before, after) = (Heap(states.Take(Slices / 3)), Heap(states.TakeLast(Slices / 3)));
        var growth = string.Create(CultureInfo.InvariantCulture, $"{after / before:0.00} ({after / 1e6:0.0} ÷ {before / 1e6:0.0} MB)");
        var queue = last.LongestQueue >= 0 ? last.LongestQueue : double.NaN;
        figures.Add(Figure.Of("soak: wrong answers", tally.Wrong, goal: Goal.AtMost(0), value: $"{tally}"));
        figures.Add(Figure.Of("soak: unobserved exceptions", last.Unobserved, goal: Goal.AtMost(0)));
        figures.Add(Figure.Of("soak: errors that the server logged", last.LoggedErrors, goal: Goal.AtMost(0)));
        figures.Add(Figure.Of("soak: heap, last third ÷ first", after / before, goal: Goal.AtMost(options.Growth), value: growth));
        figures.Add(Figure.Of("soak: longest queue of audit records", queue, goal: Goal.AtMost(new AuditFileOptions().QueueLimit)));
        figures.Add(Figure.Of($"soak: the last of {options.Streams} streams closed after its token", closed, "s", Goal.AtMost(options.CloseWithin, "s")));

        async Task<SoakState> StateAsync() => (await control.GetFromJsonAsync<SoakState>(SoakedServer.StatePath))!;
    }

    private static async Task RunAsync(SoakCaller[] callers, double seconds) =>
        await Task.WhenAll(callers.Select(caller =>
            Task.Factory.StartNew(() => caller.Run(seconds), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private static double Heap(IEnumerable<SoakState> states) => Ratios.MedianOf(states.Select(state => (double)state.HeapBytes));

    private static void AddAudit(string directory, ECDsa key, SoakTally tally, List<Figure> figures)
    {
        using var verificationKey = new AuditVerificationKey(ECDsa.Create(key.ExportParameters(includePrivateParameters: false)));
        var verification = AuditVerifier.Verify(directory, new AuditVerificationOptions { Keys = { verificationKey }, RequireFinalCheckpoint = true });
        var byReason = AuditReader.Read(directory, new AuditQuery { Event = AuditEvent.Decision })
            .GroupBy(entry => entry.Record!.Reason, entry => entry.Record!.Count ?? 1)
            .ToDictionary(group => $"{group.Key}", group => group.Sum());
        var decisions = byReason.Values.Sum();
        if (decisions != tally.Requests)
            Console.Error.WriteLine($"Sent: {tally.Sent}. Decided: {string.Join(", ", byReason.Select(reason => $"{reason.Value} × {reason.Key}"))}.");

        var intact = $"{AuditVerdict.Intact}";
        figures.Add(new Figure("soak: the audit log", $"{verification.Verdict}, {verification.Records} records", intact, verification.IsIntact));
        figures.Add(new Figure("soak: requests, decisions on record", $"{tally.Requests}, {decisions}", "equal", tally.Requests == decisions));
    }

    private static async Task WriteForOwnerAsync(string path, string text)
    {
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        await using var writer = new StreamWriter(path, file);
        await writer.WriteAsync(text);
    }
}
