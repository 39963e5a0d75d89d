namespace McpGuard;

/// <summary>A form of a text.</summary>
/// <param name="IsMet">Whether a text has the form.</param>
/// <param name="IsRead">Whether a server may read a text as if it had the form, since .NET's own parsers are more lenient.</param>
internal sealed record TextFormat(Func<ReadOnlySpan<char>, bool> IsMet, Func<ReadOnlySpan<char>, bool> IsRead);
