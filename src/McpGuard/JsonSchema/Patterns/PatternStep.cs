namespace McpGuard;

/// <summary>One step of a pattern. A step leads to the next one, if not otherwise said.</summary>
/// <param name="Kind">What the step does.</param>
/// <param name="Offset">How far ahead another step is, for a fork and a jump.</param>
/// <param name="Set">What is read, for a character.</param>
internal readonly record struct PatternStep(PatternStep.Does Kind, int Offset = 0, CodePointSet? Set = null)
{
    internal enum Does
    {
        /// <summary>Nothing more is asked: the pattern matches.</summary>
        Match,

        /// <summary>Reads one code point of the set.</summary>
        Read,

        /// <summary>Leads to the next step and to another one.</summary>
        Fork,

        /// <summary>Leads to another step alone.</summary>
        Jump,

        /// <summary>Goes on at the beginning of the text only.</summary>
        AtStart,

        /// <summary>Goes on at the end of the text only.</summary>
        AtEnd,

        /// <summary>Goes on where a word begins or ends.</summary>
        AtBoundary,

        /// <summary>Goes on where no word begins or ends.</summary>
        NotAtBoundary,
    }
}
