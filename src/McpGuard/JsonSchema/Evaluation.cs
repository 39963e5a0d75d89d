using System.Runtime.InteropServices;
using System.Text.Json;

namespace McpGuard;

/// <summary>One judgement of one instance: how much work is left, where it has come to, and why the instance is not accepted.</summary>
internal sealed class Evaluation(string rootPath)
{
    public const int MaxVisits = 100_000;
    public const int MaxNesting = 256;

    /// <summary>The work of one step of a pattern. The unit is a byte that is looked at.</summary>
    public const int StepCost = 8;

    private const int VisitCost = 640;
    private const long MaxWork = (long)MaxVisits * VisitCost;

    private readonly List<PathSegment> _path = [];
    private long _work;
    private int _nesting;
    private int _attempts;

    /// <summary>Whether the judgement could not be brought to its end. Then nothing is accepted, whatever a schema makes of it.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether the value that is judged is the name of a member, which a server may know in another case.</summary>
    public bool IsOfName { get; private set; }

    /// <summary>Why the instance is not accepted, as far as is known.</summary>
    public SchemaFailure? Reason { get; private set; }

    /// <summary>Pays for one visit of an instance by a schema.</summary>
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

    /// <summary>Pays for looking at an instance.</summary>
    public bool Look(JsonElement instance, int workPerByte) => Spend((long)workPerByte * JsonMarshal.GetRawUtf8Value(instance).Length);

    public bool Spend(long work) => !IsOver && ((_work += work) <= MaxWork || Stop(SchemaFailure.Budget));

    /// <summary>Judges by a schema that is one of several ways to fit, so that what it refuses is not why the instance is refused.</summary>
    public Verdict Try(Subschema schema, JsonElement instance)
    {
        _attempts++;
        var verdict = schema.Judge(instance, this);
        _attempts--;
        return verdict;
    }

    public Verdict TryPart(SchemaKeyword keyword, Subschema schema, JsonElement part, PathSegment segment)
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

    /// <summary>Judges the name of a member as a value of its own.</summary>
    public Verdict JudgeName(SchemaKeyword keyword, Subschema schema, JsonElement name)
    {
        IsOfName = true;
        var verdict = JudgePart(keyword, schema, name, new PathSegment(SchemaFailure.AnyMember));
        IsOfName = false;
        return verdict;
    }

    /// <summary>Notes why the instance is not accepted: the first refusal, or else the first doubt.</summary>
    public Verdict Blame(Verdict verdict, string keyword, string schemaPath, string? member = null)
    {
        var isDoubt = verdict == Verdict.Undecided;
        if (isDoubt ? Reason is null : _attempts == 0 && Reason is null or { IsUndecided: true })
            Reason = new SchemaFailure(PathSegment.Pointer(member is null ? _path : _path.Append(new(member))), keyword, schemaPath) { IsUndecided = isDoubt };

        return verdict;
    }

    /// <summary>Notes why a keyword does not accept, or forgets what its schemas have noted if that has decided nothing.</summary>
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
