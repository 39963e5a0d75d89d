using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// One judgement of one instance: how much work is left, and the first thing that was found wrong. The way to it is
/// written down on the way back, so that an instance that is accepted costs nothing for it.
/// </summary>
internal sealed class Evaluation(string rootPath)
{
    public const int MaxVisits = 100_000;
    public const int MaxNesting = 256;

    // Looking at a long text or a wide object is work as well; a visit is worth this much of it.
    private const int BytesOfAVisit = 4096;

    private List<string>? _path;
    private long _visits;
    private int _nesting;
    private int _attempts;
    private int _reversals;
    private string? _keyword;
    private string? _schemaPath;

    /// <summary>Whether the instance is refused whatever the schema makes of it.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether what is refused here could make that something else is accepted.</summary>
    public bool IsReversed => _reversals > 0;

    /// <summary>Whether a server may read a value otherwise than the schema, also where that alone refused nothing.</summary>
    public bool IsInDoubt { get; private set; }

    public void NoteDoubt() => IsInDoubt = true;

    /// <summary>Does not accept a value that a server may read as one that would have to be; nothing profits from that.</summary>
    public bool Doubt(string keyword, string schemaPath)
    {
        NoteDoubt();
        return IsReversed && Refuse(keyword, schemaPath);
    }

    /// <summary>Pays for one visit of an instance by a schema.</summary>
    public bool Begin(JsonElement instance)
    {
        if (!Spend(1 + (JsonMarshal.GetRawUtf8Value(instance).Length / BytesOfAVisit)))
            return false;
        if (_nesting == MaxNesting)
            return Refuse(SchemaFailure.Depth, rootPath);

        _nesting++;
        return true;
    }

    public void End() => _nesting--;

    /// <summary>Pays for matching a text of some length by a pattern of some size.</summary>
    public bool BeginMatch(int length, int size) => Spend((long)length * size / BytesOfAVisit);

    /// <summary>
    /// Judges by a schema that may refuse. Where that counts in favour of the instance, the judgement is reversed. A part
    /// is another value than the one that is judged so far.
    /// </summary>
    public bool Try(Subschema schema, JsonElement instance, bool isReversed = false, bool isPart = false)
    {
        _attempts++;
        _reversals += isReversed ? 1 : 0;
        var accepted = isPart ? schema.AcceptsPart(instance, this) : schema.Accepts(instance, this);
        _reversals -= isReversed ? 1 : 0;
        _attempts--;
        return accepted;
    }

    /// <summary>Refuses the instance for good.</summary>
    public bool Refuse(string keyword, string schemaPath)
    {
        if (!IsOver)
            (_keyword, _schemaPath, IsOver) = (keyword, schemaPath, true);

        return false;
    }

    /// <summary>Notes what refused, if nothing inside it has been noted before.</summary>
    public bool Blame(string keyword, string schemaPath)
    {
        if (_attempts == 0 && _keyword is null)
            (_keyword, _schemaPath) = (keyword, schemaPath);

        return false;
    }

    /// <summary>Notes in which part of the instance something was refused.</summary>
    public bool Within(string segment)
    {
        if (_attempts == 0 || IsOver)
            (_path ??= []).Add(segment);

        return false;
    }

    public bool Within(int index) => Within(index.ToString(CultureInfo.InvariantCulture));

    public SchemaFailure Failure() =>
        new(string.Concat(Enumerable.Reverse(_path ?? []).Select(Segment)), _keyword ?? SchemaFailure.Never, _schemaPath ?? rootPath) { IsInDoubt = IsInDoubt && _keyword != SchemaFailure.Type };

    private bool Spend(long visits) =>
        !IsOver && ((_visits += visits) <= MaxVisits || Refuse(SchemaFailure.Budget, rootPath));

    private static string Segment(string name) =>
        "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
