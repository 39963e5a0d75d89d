namespace McpGuard;

/// <summary>An issuer as the options name it, and how the configuration calls its settings.</summary>
/// <param name="Name">Its name in <see cref="McpGuardOptions.Issuers"/>; null for <see cref="McpGuardOptions.Authority"/>.</param>
/// <param name="Options">Its options.</param>
internal readonly record struct ConfiguredIssuer(string? Name, IssuerOptions Options)
{
    private const string Section = McpGuardDefaults.ConfigurationSection;

    /// <summary>The setting that has the issuer's identifier.</summary>
    public string IdentifierSetting => Name is null ? $"{Section}:Authority" : $"{Section}:Issuers:{Name}:Issuer";

    /// <summary>The issuers that the options name: <see cref="McpGuardOptions.Authority"/> is one with default settings.</summary>
    public static IEnumerable<ConfiguredIssuer> Of(McpGuardOptions options)
    {
        if (options.Authority is not null)
            yield return new(null, new IssuerOptions { Issuer = options.Authority });
        foreach (var (name, issuer) in options.Issuers)
            yield return new(name, issuer);
    }

    /// <summary>Names a setting that only an issuer under <see cref="McpGuardOptions.Issuers"/> has.</summary>
    public string Setting(string option) =>
        Name is null ? $"{Section}:Issuers:NAME:{option}, with this issuer there instead of in {Section}:Authority" : $"{Section}:Issuers:{Name}:{option}";

    /// <summary>Names a setting that the server has as well.</summary>
    public string SharedSetting(string option) => Name is null ? $"{Section}:{option}" : $"{Section}:Issuers:{Name}:{option}";
}
