using System.Diagnostics.CodeAnalysis;

namespace McpGuard;

/// <summary>The result of validating a token: a caller, or the reason why there is none. Never both.</summary>
public readonly record struct TokenResult
{
    private readonly ReasonCode _reason;

    private TokenResult(DelegatedCaller? caller, ReasonCode reason) => (Caller, _reason) = (caller, reason);

    /// <summary>Who calls, or null if the token was refused.</summary>
    public DelegatedCaller? Caller { get; }

    /// <summary>
    /// Why the token was refused, or <see cref="ReasonCode.Allowed"/>. A result that nobody made is a refusal:
    /// <see cref="ReasonCode.InternalError"/>.
    /// </summary>
    public ReasonCode Reason => _reason == ReasonCode.None ? ReasonCode.InternalError : _reason;

    /// <summary>What a refused token says of itself, for the record.</summary>
    internal UnverifiedClaims? Claimed { get; init; }

    /// <summary>Whether the token was accepted.</summary>
    [MemberNotNullWhen(true, nameof(Caller))]
    public bool IsAccepted => Caller is not null;

    /// <summary>The token is good.</summary>
    /// <param name="caller">What it says.</param>
    /// <returns>The result.</returns>
    public static TokenResult Accepted(DelegatedCaller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);

        return new(caller, ReasonCode.Allowed);
    }

    /// <summary>The token is refused.</summary>
    /// <param name="reason">Why.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="reason"/> is <see cref="ReasonCode.None"/> or <see cref="ReasonCode.Allowed"/>.</exception>
    public static TokenResult Refused(ReasonCode reason)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(reason, ReasonCode.None);
        ArgumentOutOfRangeException.ThrowIfEqual(reason, ReasonCode.Allowed);

        return new(null, reason);
    }
}
