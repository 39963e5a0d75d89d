using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace McpGuard.Audit;

/// <summary>How the log stands after one of its lines: all that the next line depends on.</summary>
internal sealed class ChainState
{
    private readonly byte[] _link = new byte[AuditLine.LinkLength];

    public ChainState() => Base64Url.EncodeToUtf8(stackalloc byte[SHA256.HashSizeInBytes], _link);

    /// <summary>The hash of the last line, as the next one gives it; of nothing but zeros before the first.</summary>
    public ReadOnlySpan<byte> Link => _link;

    /// <summary>The random id of the log.</summary>
    public string LogId { get; set; } = "";

    public int Segment { get; set; } = 1;

    /// <summary>The bytes of the segment so far.</summary>
    public long Length { get; private set; }

    /// <summary>How many bytes the writer vouches for in all segments before, deleted or not.</summary>
    public long Offset { get; set; }

    /// <summary>The number of the segment that the log begins with: those before it were deleted by its own signed records.</summary>
    public int Begins { get; set; } = 1;

    /// <summary>How many bytes of the segment before count, if a failed write left something behind them.</summary>
    public long? PreviousLength { get; private set; }

    /// <summary>The number of the last record.</summary>
    public long Seq { get; set; }

    public MerkleTree Tree { get; } = new();

    public long RecordsSinceCheckpoint { get; private set; }

    public bool EndsWithCheckpoint { get; private set; }

    /// <summary>The last checkpoint that this writer vouches for, also of an earlier segment.</summary>
    public AuditCheckpoint? NewestCheckpoint { get; set; }

    /// <summary>When the segment was begun.</summary>
    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset CheckpointAt { get; set; }

    /// <summary>What is wrong with the segment before, for the header to tell.</summary>
    public string? Break { get; set; }

    /// <summary>The first record before the segment that the writer does not vouch for, for the header to tell; null if it vouches for all.</summary>
    public long? Unvouched { get; set; }

    public string LinkText => Encoding.ASCII.GetString(_link);

    public void Add(ReadOnlySpan<byte> line, LineKind kind)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
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
        (Segment, PreviousLength, Offset, Length) = (number, leavesRest ? Length : null, Offset + Length, 0);
        Tree.Clear();
    }

    /// <summary>Takes over what a line says of the one before it, where the two do not agree or that one is not there.</summary>
    public void Adopt(ReadOnlySpan<byte> link) => link.CopyTo(_link);

    public void CopyFrom(ChainState other)
    {
        other._link.CopyTo(_link, 0);
        (LogId, Segment, Length, PreviousLength, Seq) = (other.LogId, other.Segment, other.Length, other.PreviousLength, other.Seq);
        (Offset, Begins) = (other.Offset, other.Begins);
        (RecordsSinceCheckpoint, EndsWithCheckpoint) = (other.RecordsSinceCheckpoint, other.EndsWithCheckpoint);
        (StartedAt, CheckpointAt, Break, Unvouched) = (other.StartedAt, other.CheckpointAt, other.Break, other.Unvouched);
        NewestCheckpoint = other.NewestCheckpoint;
        Tree.CopyFrom(other.Tree);
    }
}
