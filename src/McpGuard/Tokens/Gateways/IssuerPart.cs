namespace McpGuard;

/// <summary>The part that an issuer's tokens have in a request with two credentials.</summary>
/// <param name="IsWitness">Whether the tokens confirm those of another issuer.</param>
/// <param name="IsCarrier">Whether the tokens carry those of another issuer to the server.</param>
/// <param name="IsCarried">Whether the tokens are carried to the server by those of another issuer.</param>
/// <param name="Demand">The setting that demands a second credential; null if they count alone.</param>
internal sealed record IssuerPart(bool IsWitness, bool IsCarrier, bool IsCarried, string? Demand)
{
    /// <summary>Whether the tokens were issued for the server of another gateway, which passes them on.</summary>
    public bool IsForAnotherServer => IsWitness || IsCarried;

    public static IssuerPart Of(ConfiguredIssuer issuer, McpGuardOptions options)
    {
        var witnessed = Find(options, other => other.Corroboration?.By, issuer.Name);
        var carried = Find(options, other => other.Gateway?.Carrier, issuer.Name);
        var isCarried = issuer.Options.Gateway?.Carrier is not null;
        var own = issuer.Options.Corroboration is { } corroboration && IsRequired(corroboration, issuer.Options.Profile)
            ? issuer.Setting("Corroboration")
            : null;
        var demand = (witnessed, carried, isCarried) switch
        {
            ({ } decider, _, _) => decider.Setting("Corroboration:By"),
            (null, { } identity, _) => identity.Setting("Gateway:Carrier"),
            (null, null, true) => issuer.Setting("Gateway:Carrier"),
            _ => own,
        };
        return new(witnessed is not null, carried is not null, isCarried, demand);
    }

    /// <summary>Whether a token without its confirmation is refused. LiteLLM may be asked by clients whose gateway passes none on.</summary>
    public static bool IsRequired(CorroborationOptions corroboration, IssuerProfile profile) => corroboration.Required ?? profile != IssuerProfile.LiteLlm;

    private static ConfiguredIssuer? Find(McpGuardOptions options, Func<IssuerOptions, string?> nameIn, string? name)
    {
        if (name is null)
            return null;

        foreach (var (other, settings) in options.Issuers)
        {
            if (nameIn(settings) == name)
                return new(other, settings);
        }

        return null;
    }
}
