using System.Collections.Concurrent;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>
/// A server under load is killed again and again, at random moments, and continues the same log. Each JSON-RPC id is
/// used once, so that a result and its record are found by it.
/// </summary>
[TestFixture(AuditDurability.Written)]
[TestFixture(AuditDurability.Flushed)]
[Category("AUD-3")]
[Category("AUD-4")]
[Parallelizable]
internal sealed class KilledServerTests(AuditDurability durability)
{
    private const int Kills = 20;
    private const int Clients = 6;
    private const int FewestResults = 15;
    private const int MostResults = 100;
    private const int Seed = 20261124;

    private readonly Random _random = new(Seed);
    private readonly ConcurrentQueue<string> _results = new();
    private readonly List<AuditCheckpoint> _checkpoints = [];
    private int _calls;
    private int _missing;
    private int _recoveries;

    [Test]
    public async Task No_result_that_a_client_has_is_without_its_decision_on_record_and_the_log_is_whole_after_each_kill()
    {
        await using var server = await KillableServer.CreateAsync(durability);
        await server.StartAsync();
        for (var kill = 1; kill <= Kills; kill++)
        {
            await KillUnderLoadAsync(server);
            if (_random.Next(2) == 0)
                Tear(server.LastSegment);
            if (!EndsInOrder(server.LastSegment))
                _recoveries++;

            await server.StartAsync();
            await server.WaitUntilAsync(() => Count(server, AuditEvent.GuardStarted) == kill + 1, "its start was on record");
            AssertIsWhole(server, kill);
        }

        Assert.That(_recoveries, Is.GreaterThan(Kills / 2), "Most kills left something to recover.");
    }

    private async Task KillUnderLoadAsync(KillableServer server)
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _missing = _random.Next(FewestResults, MostResults);
        var clients = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => CallUntilItIsGoneAsync(server, enough))));
        await Task.WhenAny(enough.Task, clients);
        await server.KillAsync();
        await clients;
        Assert.That(enough.Task.IsCompleted, Is.True, "The server was killed, and had not ended by itself.");
    }

    private async Task CallUntilItIsGoneAsync(KillableServer server, TaskCompletionSource enough)
    {
        for (var id = NextId(); await server.TryCallAsync(id); id = NextId())
        {
            _results.Enqueue(id);
            if (Interlocked.Decrement(ref _missing) == 0)
                enough.SetResult();
        }
    }

    private string NextId() => $"call-{Interlocked.Increment(ref _calls)}";

    // Half a line, as a write leaves it that the machine did not live to finish.
    private void Tear(string segment)
    {
        const string Line = """{"schema_version":1,"record_id":"0198f3a1c0de7000a00000000001","event":"decision","seq":1}""";
        File.AppendAllText(segment, Line[..(1 + _random.Next(Line.Length - 1))]);
    }

    private static bool EndsInOrder(string segment)
    {
        var text = File.ReadAllText(segment);
        return text.Length == 0 || (text.EndsWith('\n') && text.TrimEnd('\n').Split('\n')[^1].StartsWith("{\"checkpoint\"", StringComparison.Ordinal));
    }

    private void AssertIsWhole(KillableServer server, int kill)
    {
        var verification = server.Verify(_checkpoints);
        var decided = AuditReader.Read(server.AuditDirectory, new AuditQuery { Effect = AuditEffect.Allow }).Select(entry => entry.Record!.RequestId)
            .ToHashSet();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(verification.Findings.Where(finding => finding.IsProblem), Is.Empty, $"after kill {kill}");
            Assert.That(_results.Where(id => !decided.Contains(id)), Is.Empty, $"results without a decision on record, after kill {kill}");
            Assert.That(Count(server, AuditEvent.Recovered), Is.EqualTo(_recoveries), $"recoveries on record, after kill {kill}");
        }

        _checkpoints.Add(verification.LastCheckpoint!);
    }

    private static int Count(KillableServer server, AuditEvent @event) => AuditReader.Read(server.AuditDirectory).Count(entry => entry.Event == @event);
}
