using System.Text;

namespace McpGuard;

/// <summary>
/// Follows all paths through the steps of a pattern at once, one code point at a time. The time is linear in the text. Each step
/// counts as work.
/// </summary>
internal ref struct PatternMatch
{
    private const int Nothing = -1;

    private readonly PatternStep[] _steps;
    private readonly bool _ignoresCase;
    private Ways _now;
    private Ways _next;
    private int _before = Nothing;
    private bool _isInDoubt;

    /// <param name="steps">The steps of the pattern.</param>
    /// <param name="room">A buffer of the size that <see cref="RoomFor"/> returns.</param>
    /// <param name="ignoresCase">Whether to compare ignoring case.</param>
    public PatternMatch(PatternStep[] steps, Span<int> room, bool ignoresCase)
    {
        room.Clear();
        _steps = steps;
        _ignoresCase = ignoresCase;
        _now = new Ways(room[..(room.Length / 2)]);
        _next = new Ways(room[(room.Length / 2)..]);
    }

    public static int RoomFor(PatternStep[] steps) => steps.Length * 4;

    /// <returns>
    /// Whether the pattern matches somewhere. Undecided if the work limit is exceeded, or if the Unicode category of a
    /// code point is unknown.
    /// </returns>
    public Verdict Run(ReadOnlySpan<char> text, Evaluation evaluation)
    {
        var isAnchored = _steps[0].Kind == PatternStep.Does.AtStart;
        for (var at = 0; ;)
        {
            var length = 0;
            var codePoint = Nothing;
            if (at < text.Length)
            {
                if (Rune.DecodeFromUtf16(text[at..], out var rune, out length) != System.Buffers.OperationStatus.Done)
                    return Verdict.Undecided;

                codePoint = rune.Value;
            }

            if (at == 0 || !isAnchored)
                _now.Add(0);
            if (TakeAll(codePoint))
                return _isInDoubt ? Verdict.Undecided : Verdict.Accepted;
            if (!evaluation.Spend(1L + (_now.Count * Evaluation.StepCost)))
                return Verdict.Undecided;
            if (codePoint == Nothing || (isAnchored && _next.Count == 0))
                return _isInDoubt ? Verdict.Undecided : Verdict.Refused;

            at += length;
            _before = codePoint;
            var done = _now;
            done.Clear();
            _now = _next;
            _next = done;
        }
    }

    /// <returns>Whether the pattern matches here.</returns>
    private bool TakeAll(int codePoint)
    {
        // The list grows during the loop.
        for (var index = 0; index < _now.Count; index++)
        {
            var place = _now[index];
            var step = _steps[place];
            if (step.Kind == PatternStep.Does.Match)
                return true;
            if (step.Kind == PatternStep.Does.Read)
            {
                if (codePoint != Nothing && Reads(step.Set!, codePoint))
                    _next.Add(place + 1);
                continue;
            }

            if (step.Kind is PatternStep.Does.Fork or PatternStep.Does.Jump)
                _now.Add(place + step.Offset);
            if (step.Kind == PatternStep.Does.Fork || (step.Kind != PatternStep.Does.Jump && Holds(step.Kind, codePoint)))
                _now.Add(place + 1);
        }

        return false;
    }

    private readonly bool Holds(PatternStep.Does kind, int codePoint) => kind switch
    {
        PatternStep.Does.AtStart => _before == Nothing,
        PatternStep.Does.AtEnd => codePoint == Nothing,
        PatternStep.Does.AtBoundary => IsOfWord(_before) != IsOfWord(codePoint),
        _ => IsOfWord(_before) == IsOfWord(codePoint),
    };

    private bool Reads(CodePointSet set, int codePoint)
    {
        var verdict = set.Contains(codePoint);
        if (_ignoresCase)
        {
            foreach (var variant in CaseVariants.Of(codePoint))
                verdict = verdict.Or(set.Contains(variant));
        }

        _isInDoubt |= verdict == Verdict.Undecided;
        return verdict != Verdict.Refused;
    }

    private static bool IsOfWord(int codePoint) =>
        codePoint is >= 0 and < 128 && (char.IsAsciiLetterOrDigit((char)codePoint) || codePoint == '_');

    /// <summary>The reached steps, each once, in order.</summary>
    private ref struct Ways(Span<int> room)
    {
        private readonly Span<int> _places = room[..(room.Length / 2)];
        private readonly Span<int> _rounds = room[(room.Length / 2)..];
        private int _round = 1;

        public int Count { get; private set; }

        public readonly int this[int index] => _places[index];

        public void Add(int place)
        {
            if (_rounds[place] == _round)
                return;

            _rounds[place] = _round;
            _places[Count++] = place;
        }

        public void Clear()
        {
            Count = 0;
            _round++;
        }
    }
}
