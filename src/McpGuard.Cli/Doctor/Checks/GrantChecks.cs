namespace McpGuard.Cli.Doctor;

/// <summary>What the authorization server should not offer: grants that OAuth 2.1 removed, and endpoints in clear text.</summary>
internal static class GrantChecks
{
    private static readonly string[] _endpoints = ["authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint"];

    public static IEnumerable<CheckResult> Of(Survey survey)
    {
        if (survey.AuthorizationServer is not { Document: not null } server)
            yield break;

        var methods = server.Document.Strings("code_challenge_methods_supported") ?? [];
        string[] grants = [.. server.Document.Strings("grant_types_supported") ?? []];
        string[] responses = [.. server.Document.Strings("response_types_supported") ?? []];
        yield return Has(
            Check.NoPlainPkce, !methods.Contains("plain"), "no plain code challenge", "the code challenge method plain is accepted", "accept S256 only");
        yield return Has(
            Check.NoImplicitGrant, !grants.Contains("implicit") && !responses.Any(response => response.Split(' ').Contains("token")), "no tokens in redirects",
            "the implicit grant puts tokens into redirects", "disable the implicit grant and its response types");
        yield return Has(
            Check.NoPasswordGrant, !grants.Contains("password"), "no password grant", "the password grant gives passwords to clients", "disable the grant");
        string[] clear = [.. _endpoints.Where(name => server.Document.String(name) is { } endpoint && !IsPrivate(endpoint))];
        yield return Has(
            Check.EncryptedEndpoints, clear.Length == 0, "every endpoint is encrypted", $"not encrypted: {string.Join(", ", clear)}", "serve HTTPS");
    }

    private static bool IsPrivate(string endpoint) => Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && Site.IsPrivate(address);

    private static CheckResult Has(Check check, bool holds, string passed, string failed, string mend) =>
        CheckResult.Of(check, holds, passed, failed, $"authorization server: {mend}");
}
