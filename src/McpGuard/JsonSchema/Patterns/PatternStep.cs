namespace McpGuard;

/// <summary>One step of a pattern. By default a step continues with the next one.</summary>
/// <param name="Kind">What the step does.</param>
/// <param name="Offset">The relative position of the other step, for a fork and a jump.</param>
/// <param name="Set">The code points to read, for a character.</param>
internal readonly record struct PatternStep(PatternStep.Does Kind, int Offset = 0, CodePointSet? Set = null)
{
    internal enum Does
    {
        /// <summary>The end: the pattern matches.</summary>
        Match,

        /// <summary>Reads one code point of the set.</summary>
        Read,

        /// <summary>Continues with the next step and with another one.</summary>
        Fork,

        /// <summary>Continues only with another step.</summary>
        Jump,

        /// <summary>Continues only at the start of the text.</summary>
        AtStart,

        /// <summary>Continues only at the end of the text.</summary>
        AtEnd,

        /// <summary>Continues only at a word boundary.</summary>
        AtBoundary,

        /// <summary>Continues only where there is no word boundary.</summary>
        NotAtBoundary,
    }
}
