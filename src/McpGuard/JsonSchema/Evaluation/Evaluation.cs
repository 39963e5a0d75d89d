using System.Runtime.InteropServices;
using System.Text.Json;

namespace McpGuard;

/// <summary>The state of judging one instance: the work done, the current path, and the reason for a refusal.</summary>
internal sealed class Evaluation(string rootPath)
{
    /// <summary>How many levels of JSON an instance, or a value in a schema, has at most.</summary>
    public const int MaxInstanceDepth = 64;

    public const int MaxVisits = 100_000;
    public const int MaxNesting = 256;

    /// <summary>The work of one step of a pattern. One unit is the reading of one byte.</summary>
    public const int StepCost = 8;

    private const int VisitCost = 640;
    private const long MaxWork = (long)MaxVisits * VisitCost;

    private readonly List<PathSegment> _path = [];
    private long _work;
    private int _nesting;
    private int _attempts;

    /// <summary>Whether a bound was exceeded. The instance is then not accepted, whatever the schemas return.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether the current value is the name of a member, which a server may match ignoring case.</summary>
    public bool IsOfName { get; private set; }

    /// <summary>The reason for a refusal, as far as known.</summary>
    public SchemaFailure? Reason { get; private set; }

    /// <summary>Counts one visit of an instance by a schema.</summary>
    public bool Begin()
    {
        if (!Spend(VisitCost))
            return false;
        if (_nesting == MaxNesting)
            return Stop(SchemaFailure.Depth);

        _nesting++;
        return true;
    }

    public void End() => _nesting--;

    /// <summary>Counts the work of reading an instance.</summary>
    public bool TrySpendOn(JsonElement instance, int workPerByte) => Spend((long)workPerByte * JsonMarshal.GetRawUtf8Value(instance).Length);

    public bool Spend(long work) => !IsOver && ((_work += work) <= MaxWork || Stop(SchemaFailure.Budget));

    /// <summary>Judges by one of several alternative schemas. Its refusal alone is not the reason for refusing the instance.</summary>
    public Verdict JudgeAlternative(Subschema schema, JsonElement instance)
    {
        _attempts++;
        var verdict = schema.Judge(instance, this);
        _attempts--;
        return verdict;
    }

    public Verdict JudgeAlternativePart(SchemaKeyword keyword, Subschema schema, JsonElement part, PathSegment segment)
    {
        _attempts++;
        var verdict = JudgePart(keyword, schema, part, segment);
        _attempts--;
        return verdict;
    }

    /// <summary>Judges a member or an item of the instance.</summary>
    public Verdict JudgePart(SchemaKeyword keyword, Subschema schema, JsonElement part, PathSegment segment)
    {
        _path.Add(segment);
        var before = Reason;
        var verdict = schema.JudgePart(part, this);
        Settle(before, verdict, keyword);
        _path.RemoveAt(_path.Count - 1);
        return verdict;
    }

    /// <summary>Judges the name of a member as a string value.</summary>
    public Verdict JudgeName(SchemaKeyword keyword, Subschema schema, JsonElement name)
    {
        IsOfName = true;
        var verdict = JudgePart(keyword, schema, name, new PathSegment(SchemaFailure.AnyMember));
        IsOfName = false;
        return verdict;
    }

    /// <summary>Keeps the reason for not accepting the instance: the first refusal, or else the first undecided verdict.</summary>
    public Verdict Blame(Verdict verdict, string keyword, string schemaPath, string? member = null)
    {
        var isDoubt = verdict == Verdict.Undecided;
        if (isDoubt ? Reason is null : _attempts == 0 && Reason is null or { IsUndecided: true })
            Reason = new SchemaFailure(PathSegment.Pointer(member is null ? _path : _path.Append(new(member))), keyword, schemaPath) { IsUndecided = isDoubt };

        return verdict;
    }

    /// <summary>Keeps the reason why a keyword does not accept, or restores the earlier reason if the keyword accepts.</summary>
    public void Settle(SchemaFailure? before, Verdict verdict, SchemaKeyword keyword)
    {
        if (IsOver)
            return;
        if (verdict == Verdict.Accepted || (verdict == Verdict.Refused && _attempts > 0))
            Reason = before;
        else
            Blame(verdict, keyword.Name, keyword.Path);
    }

    public SchemaFailure Failure(Verdict verdict) =>
        (Reason ?? new SchemaFailure("", SchemaFailure.Never, rootPath)) with { IsUndecided = IsOver || verdict == Verdict.Undecided };

    private bool Stop(string keyword)
    {
        Reason = new SchemaFailure(PathSegment.Pointer(_path), keyword, rootPath);
        IsOver = true;
        return false;
    }
}
