using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace McpGuard.Tests.Audit.Verification;

/// <summary>Whatever somebody does to a log, once, is found by a checkpoint and a key that he does not have.</summary>
[TestFixture]
[Category("AUD-4")]
internal sealed class TamperingTests
{
    private const int Edits = 10_000;
    private const int Seed = 20261123;

    private readonly Random _random = new(Seed);
    private readonly EcdsaAuditSigner _otherKey = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private AuditLog _log = null!;
    private byte[][] _segments = null!;
    private byte[][] _forged = null!;
    private string[] _paths = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _log = await WriteAsync(null);
        _segments = [.. _log.Segments.Select(File.ReadAllBytes)];
        using var forged = await WriteAsync(_otherKey);
        _forged = [.. forged.Segments.Select(File.ReadAllBytes)];
        _paths = [.. _log.Segments, SegmentFolder.PathOf(_log.Directory, _segments.Length + 1)];
    }

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public void Every_single_edit_is_found()
    {
        using var key = AuditLog.Key();
        var options = new AuditVerificationOptions { Keys = { key }, TrustedCheckpoints = { _log.Verify().LastCheckpoint! } };
        Assert.That(AuditVerifier.Verify(_log.Directory, options).Findings, Is.Empty);
        Assert.That(_segments, Has.Length.GreaterThan(2).And.Length.EqualTo(_forged.Length));

        byte[]?[] untouched = [.. _segments, null];
        for (var i = 0; i < Edits; i++)
        {
            var (edit, edited) = NextEdit(i % 15);
            Write(untouched, edited);
            Assert.That(AuditVerifier.Verify(_log.Directory, options).IsIntact, Is.False, $"Edit {i} of seed {Seed}: {edit}");
            Write(edited, untouched);
        }

        Assert.That(AuditVerifier.Verify(_log.Directory, options).Findings, Is.Empty);
    }

    [Test]
    public async Task Every_single_edit_is_found_after_the_server_has_opened_the_log_again()
    {
        using var key = AuditLog.Key();
        var options = new AuditVerificationOptions { Keys = { key }, TrustedCheckpoints = { _log.Verify().LastCheckpoint! } };
        byte[]?[] untouched = [.. _segments, null];
        for (var i = 0; i < Edits / 50; i++)
        {
            var (edit, edited) = NextEdit(i % 15);
            foreach (var segment in _log.Segments)
                File.Delete(segment);

            Write(untouched, edited.Select(file => file?.ToArray()).ToArray());
            await _log.WriteAsync(3);
            Assert.That(AuditVerifier.Verify(_log.Directory, options).IsIntact, Is.False, $"Edit {i} of seed {Seed}: {edit}");
        }
    }

    private static async Task<AuditLog> WriteAsync(IAuditSigner? signer)
    {
        var log = new AuditLog(options => options.MaxSegmentBytes = 4096);
        log.Signer = signer ?? log.Signer;
        await log.WriteAsync(34);
        await log.WriteAsync(34);
        return log;
    }

    private void Write(byte[]?[] before, byte[]?[] after)
    {
        for (var i = 0; i < _paths.Length; i++)
        {
            if (after[i] is null)
                File.Delete(_paths[i]);
            else if (after[i] != before[i])
                File.WriteAllBytes(_paths[i], after[i]!);
        }
    }

    private (string Edit, byte[]?[] Files) NextEdit(int kind)
    {
        byte[]?[] files = [.. _segments, null];
        var index = _random.Next(_segments.Length);
        var other = (index + 1 + _random.Next(_segments.Length - 1)) % _segments.Length;
        var at = _random.Next(_segments[index].Length);
        switch (kind)
        {
            case < 4:
                files[index] = EditBytes(kind, _segments[index], at);
                break;
            case < 9:
                files[index] = EditLines(kind, _segments[index], at);
                break;
            case 9:
                files[index] = null;
                break;
            case 10:
                (files[index], files[other]) = (files[other], files[index]);
                break;
            case 11:
                files[index] = _segments[other];
                break;
            case 12:
                files[^1] = _segments[index];
                break;
            case 13:
                files[index] = _forged[index];
                break;
            default:
                _forged[index..].CopyTo(files, index);
                break;
        }

        return (string.Create(CultureInfo.InvariantCulture, $"kind {kind}, segment {index}, other {other}, byte {at}"), files);
    }

    private byte[] EditBytes(int kind, byte[] bytes, int at) => kind switch
    {
        0 => [.. bytes[..at], (byte)(bytes[at] ^ _random.Next(1, 256)), .. bytes[(at + 1)..]],
        1 => [.. bytes[..at], .. bytes[(at + 1)..]],
        2 => [.. bytes[..at], (byte)_random.Next(256), .. bytes[at..]],
        _ => bytes[..at],
    };

    private byte[] EditLines(int kind, byte[] bytes, int at)
    {
        var lines = Lines(bytes);
        var line = at % lines.Count;
        switch (kind)
        {
            case 4:
                lines.RemoveAt(line);
                break;
            case 5:
                lines.RemoveRange(line, 1 + _random.Next(lines.Count - line));
                break;
            case 6:
                lines.Insert(_random.Next(lines.Count + 1), lines[line]);
                break;
            case 7:
                var partner = (line + 1 + _random.Next(lines.Count - 1)) % lines.Count;
                (lines[line], lines[partner]) = (lines[partner], lines[line]);
                break;
            default:
                var (place, checkpoint) = lines.Index().Select(entry => (entry.Index, AuditCheckpoint.Parse(entry.Item.AsSpan()[..^1])))
                    .First(entry => entry.Item2 is not null);
                lines[place] = [.. Forged(checkpoint!).ToLine(), (byte)'\n'];
                break;
        }

        return [.. lines.SelectMany(text => text)];
    }

    // By the name of the right key, and signed with another; as it was, or with another root.
    private AuditCheckpoint Forged(AuditCheckpoint checkpoint)
    {
        if (_random.Next(2) == 0)
            checkpoint = checkpoint with { Root = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)) };

        return checkpoint with
        {
            Signature = Base64Url.EncodeToString(_otherKey.SignAsync(checkpoint.SignedBytes(), CancellationToken.None).AsTask().GetAwaiter().GetResult()),
        };
    }

    private static List<byte[]> Lines(byte[] bytes)
    {
        var lines = new List<byte[]>();
        for (var start = 0; start < bytes.Length;)
        {
            var end = start + bytes.AsSpan(start).IndexOf((byte)'\n') + 1;
            lines.Add(bytes[start..end]);
            start = end;
        }

        return lines;
    }
}
