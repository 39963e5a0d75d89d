using System.Collections;

namespace McpGuard;

/// <summary>An immutable set of scopes. Scopes are compared ordinally, as whole words (RFC 6749 section 3.3); there are no wildcards.</summary>
public sealed class ScopeSet : IReadOnlyList<string>
{
    // Up to this size, comparing with each is faster than hashing. A set is made for every new token.
    private const int FewScopes = 8;

    private readonly string[] _scopes;
    private readonly HashSet<string>? _lookup;

    /// <summary>Makes a set of the given scopes. Duplicates are ignored.</summary>
    /// <param name="scopes">The scopes, in display order.</param>
    public ScopeSet(IEnumerable<string> scopes)
    {
        _scopes = [.. scopes.Distinct(StringComparer.Ordinal)];
        _lookup = _scopes.Length > FewScopes ? new(_scopes, StringComparer.Ordinal) : null;
    }

    /// <summary>The set without scopes.</summary>
    public static ScopeSet Empty { get; } = new([]);

    /// <summary>The number of scopes.</summary>
    public int Count => _scopes.Length;

    /// <summary>One of the scopes, in their order.</summary>
    /// <param name="index">Its place, from zero.</param>
    public string this[int index] => _scopes[index];

    /// <summary>Reads a <c>scope</c> claim: words separated by spaces.</summary>
    /// <param name="value">The claim's value.</param>
    /// <returns>The scopes in the value.</returns>
    public static ScopeSet Parse(string value)
    {
        ArgumentNullException.ThrowIfNull(value);

        return new(value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Whether the set contains the scope.</summary>
    /// <param name="scope">The scope to look for.</param>
    /// <returns><see langword="true"/> if it is.</returns>
    public bool Contains(string scope) => _lookup?.Contains(scope) ?? Array.IndexOf(_scopes, scope) >= 0;

    /// <summary>Whether the set contains every scope of another set.</summary>
    /// <param name="required">The scopes to look for.</param>
    /// <returns><see langword="true"/> if none is missing.</returns>
    public bool ContainsAll(ScopeSet required)
    {
        ArgumentNullException.ThrowIfNull(required);

        foreach (var scope in required._scopes)
        {
            if (!Contains(scope))
                return false;
        }

        return true;
    }

    /// <summary>The scopes of another set that are missing from this one.</summary>
    /// <param name="required">The scopes to look for.</param>
    /// <returns>The missing scopes, in the order of <paramref name="required"/>.</returns>
    public ScopeSet Missing(ScopeSet required)
    {
        ArgumentNullException.ThrowIfNull(required);

        return new(required._scopes.Where(scope => !Contains(scope)));
    }

    /// <summary>The scopes as the value of a <c>scope</c> claim or challenge parameter.</summary>
    /// <returns>The scopes, separated by spaces.</returns>
    public override string ToString() => string.Join(' ', _scopes);

    /// <summary>The scopes, in their order.</summary>
    /// <returns>An enumerator over them.</returns>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_scopes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Why a server cannot require a scope, or null.</summary>
    internal static string? FindProblem(string scope) => scope switch
    {
        _ when !IsScopeToken(scope) => "is not a valid scope: write each scope by itself, without spaces, quotes or backslashes",
        "offline_access" => "concerns only a client and its authorization server: remove it",
        _ => null,
    };

    // RFC 6749 section 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
    internal static bool IsScopeToken(string? scope) =>
        !string.IsNullOrEmpty(scope) && scope.All(c => c is >= '!' and <= '~' and not ('"' or '\\'));
}
