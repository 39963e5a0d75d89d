using System.Globalization;

namespace McpGuard.Tests.Audit.Verification;

/// <summary>Whatever somebody does to a log, once, is found by a checkpoint and a key that he does not have.</summary>
[TestFixture]
[Category("AUD-4")]
internal sealed class TamperingTests
{
    private const int Edits = 10_000;
    private const int Seed = 20261123;

    private readonly Random _random = new(Seed);
    private AuditLog _log = null!;
    private byte[][] _segments = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _log = new(options => options.MaxSegmentBytes = 4096);
        await _log.WriteAsync(40);
        await _log.WriteAsync(40);
        _segments = [.. _log.Segments.Select(File.ReadAllBytes)];
    }

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public void Every_single_edit_is_found()
    {
        using var key = AuditLog.Key();
        var paths = _log.Segments;
        var options = new AuditVerificationOptions { Keys = { key }, TrustedCheckpoints = { _log.Verify().LastCheckpoint! } };
        Assert.That(AuditVerifier.Verify(_log.Directory, options).Findings, Is.Empty);
        Assert.That(paths, Has.Length.GreaterThan(2));

        for (var i = 0; i < Edits; i++)
        {
            var (edit, edited) = NextEdit();
            for (var j = 0; j < paths.Length; j++)
            {
                if (edited[j] is null)
                    File.Delete(paths[j]);
                else if (edited[j] != _segments[j])
                    File.WriteAllBytes(paths[j], edited[j]!);
            }

            Assert.That(AuditVerifier.Verify(_log.Directory, options).IsIntact, Is.False, $"Edit {i} of seed {Seed}: {edit}");

            for (var j = 0; j < paths.Length; j++)
            {
                if (edited[j] != _segments[j])
                    File.WriteAllBytes(paths[j], _segments[j]);
            }
        }

        Assert.That(AuditVerifier.Verify(_log.Directory, options).Findings, Is.Empty);
    }

    private (string Edit, byte[]?[] Segments) NextEdit()
    {
        byte[]?[] edited = [.. _segments];
        var index = _random.Next(edited.Length);
        var bytes = _segments[index];
        var at = _random.Next(bytes.Length);
        var lines = Lines(bytes);
        var line = _random.Next(lines.Count);
        var kind = _random.Next(10);
        var other = (index + 1 + _random.Next(edited.Length - 1)) % edited.Length;
        switch (kind)
        {
            case 0:
                edited[index] = [.. bytes];
                edited[index]![at] ^= (byte)_random.Next(1, 256);
                break;
            case 1:
                edited[index] = [.. bytes[..at], .. bytes[(at + 1)..]];
                break;
            case 2:
                edited[index] = [.. bytes[..at], (byte)_random.Next(256), .. bytes[at..]];
                break;
            case 3:
                lines.RemoveAt(line);
                edited[index] = [.. lines.SelectMany(text => text)];
                break;
            case 4:
                lines.Insert(_random.Next(lines.Count + 1), lines[line]);
                edited[index] = [.. lines.SelectMany(text => text)];
                break;
            case 5:
                var partner = (line + 1 + _random.Next(lines.Count - 1)) % lines.Count;
                (lines[line], lines[partner]) = (lines[partner], lines[line]);
                edited[index] = [.. lines.SelectMany(text => text)];
                break;
            case 6:
                edited[index] = bytes[..at];
                break;
            case 7:
                edited[index] = null;
                break;
            case 8:
                (edited[index], edited[other]) = (edited[other], edited[index]);
                break;
            default:
                edited[index] = _segments[other];
                break;
        }

        return (string.Create(CultureInfo.InvariantCulture, $"kind {kind}, segment {index}, byte {at}, line {line}, other {other}"), edited);
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
