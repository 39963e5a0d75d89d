using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace McpGuard.Audit;

/// <summary>The state of the log after one of its lines: everything that the next line depends on.</summary>
internal sealed class ChainState
{
    private readonly byte[] _link = new byte[AuditLine.LinkLength];

    public ChainState() => Base64Url.EncodeToUtf8(stackalloc byte[SHA256.HashSizeInBytes], _link);

    /// <summary>The hash of the last line, as the next line states it; zeros before the first line.</summary>
    public ReadOnlySpan<byte> Link => _link;

    /// <summary>The random id of the log.</summary>
    public string LogId { get; set; } = "";

    public int Segment { get; set; } = 1;

    /// <summary>The bytes of the segment so far.</summary>
    public long Length { get; private set; }

    /// <summary>The number of bytes that the writer vouches for in all earlier segments, deleted or not.</summary>
    public long Offset { get; set; }

    /// <summary>The number of the first segment of the log. Signed records of the log name the deleted segments before it.</summary>
    public int Begins { get; set; } = 1;

    /// <summary>The number of bytes of the previous segment that count, if a failed write left more.</summary>
    public long? PreviousLength { get; private set; }

    /// <summary>The number of the last record.</summary>
    public long Seq { get; set; }

    public MerkleTree Tree { get; } = new();

    public long RecordsSinceCheckpoint { get; private set; }

    public bool EndsWithCheckpoint { get; private set; }

    /// <summary>The last checkpoint that this writer vouches for, also of an earlier segment.</summary>
    public AuditCheckpoint? NewestCheckpoint { get; set; }

    /// <summary>The time at which the segment was started.</summary>
    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset CheckpointAt { get; set; }

    /// <summary>The problem of the previous segment, for the header.</summary>
    public string? Break { get; set; }

    /// <summary>The first earlier record that the writer does not vouch for, for the header; null if it vouches for all.</summary>
    public long? Unvouched { get; set; }

    public string LinkText => Encoding.ASCII.GetString(_link);

    public void Add(ReadOnlySpan<byte> line, LineKind kind)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Sha256.Hash(line, hash);
        Base64Url.EncodeToUtf8(hash, _link);
        Length += line.Length + 1;
        EndsWithCheckpoint = kind == LineKind.Checkpoint;
        if (kind == LineKind.Record)
        {
            Tree.Append(hash);
            RecordsSinceCheckpoint++;
        }
        else if (kind == LineKind.Checkpoint)
        {
            RecordsSinceCheckpoint = 0;
        }
    }

    public void BeginSegment(int number, bool leavesRest = false)
    {
        Segment = number;
        PreviousLength = leavesRest ? Length : null;
        Offset += Length;
        Length = 0;
        Tree.Clear();
    }

    /// <summary>Adopts what a line states about the previous one, if the two disagree or the previous one is missing.</summary>
    public void Adopt(ReadOnlySpan<byte> link) => link.CopyTo(_link);

    public ChainState Copy()
    {
        var copy = new ChainState();
        copy.CopyFrom(this);
        return copy;
    }

    public void CopyFrom(ChainState other)
    {
        other._link.CopyTo(_link, 0);
        LogId = other.LogId;
        Segment = other.Segment;
        Length = other.Length;
        PreviousLength = other.PreviousLength;
        Seq = other.Seq;
        Offset = other.Offset;
        Begins = other.Begins;
        RecordsSinceCheckpoint = other.RecordsSinceCheckpoint;
        EndsWithCheckpoint = other.EndsWithCheckpoint;
        StartedAt = other.StartedAt;
        CheckpointAt = other.CheckpointAt;
        Break = other.Break;
        Unvouched = other.Unvouched;
        NewestCheckpoint = other.NewestCheckpoint;
        Tree.CopyFrom(other.Tree);
    }
}
