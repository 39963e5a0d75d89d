using System.Diagnostics.CodeAnalysis;

namespace McpGuard;

/// <summary>The result of validating a token: either a caller, or the reason for the refusal.</summary>
public readonly record struct TokenResult
{
    private readonly ReasonCode _reason;

    private TokenResult(DelegatedCaller? caller, ReasonCode reason) => (Caller, _reason) = (caller, reason);

    /// <summary>The caller, or null if the token was refused.</summary>
    public DelegatedCaller? Caller { get; }

    /// <summary>
    /// The reason for the refusal, or <see cref="ReasonCode.Allowed"/>. A default value is a refusal: <see
    /// cref="ReasonCode.InternalError"/>.
    /// </summary>
    public ReasonCode Reason => _reason == ReasonCode.None ? ReasonCode.InternalError : _reason;

    /// <summary>The unverified claims of a refused token, for the record.</summary>
    internal UnverifiedClaims? Claimed { get; init; }

    /// <summary>The caller of a refused token that was good until its end; null for any other.</summary>
    internal DelegatedCaller? Ended { get; init; }

    /// <summary>What exactly was wrong with a refused token, for the operator.</summary>
    internal TokenFault? Fault { get; private init; }

    /// <summary>Whether the token was accepted.</summary>
    [MemberNotNullWhen(true, nameof(Caller))]
    public bool IsAccepted => Caller is not null;

    /// <summary>Makes the result for a valid token.</summary>
    /// <param name="caller">The caller of the token.</param>
    /// <returns>The result.</returns>
    public static TokenResult Accepted(DelegatedCaller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);

        return new(caller, ReasonCode.Allowed);
    }

    /// <summary>Makes the result for a refused token.</summary>
    /// <param name="reason">The reason for the refusal.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="reason"/> is <see cref="ReasonCode.None"/> or
    /// <see cref="ReasonCode.Allowed"/>.</exception>
    public static TokenResult Refused(ReasonCode reason)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(reason, ReasonCode.None);
        ArgumentOutOfRangeException.ThrowIfEqual(reason, ReasonCode.Allowed);

        return new(null, reason);
    }

    internal static TokenResult Refused(TokenFault fault) => Refused(fault.Reason) with { Fault = fault };

    /// <summary>A refused token as a record shows it; null if it was accepted, or if nothing is known of it.</summary>
    internal AuditClaims? ToRecorded() => Claimed is null && Fault is null ? null : new()
    {
        Issuer = AuditText.Unverified(Claimed?.Issuer),
        Subject = AuditText.Unverified(Claimed?.Subject),
        ClientId = AuditText.Unverified(Claimed?.ClientId),
        TokenId = AuditText.Unverified(Claimed?.TokenId),
        KeyId = AuditText.Unverified(Claimed?.KeyId),
        TokenFault = Fault?.ToRecorded(),
    };
}
