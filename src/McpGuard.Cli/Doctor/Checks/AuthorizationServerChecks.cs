namespace McpGuard.Cli.Doctor;

/// <summary>The authorization server, as its metadata describes it (RFC 8414).</summary>
internal static class AuthorizationServerChecks
{
    // The default of McpGuard:ClockSkew.
    private static readonly TimeSpan _skew = TimeSpan.FromSeconds(30);

    public static IEnumerable<CheckResult> Of(Survey survey)
    {
        var server = survey.AuthorizationServer;
        yield return CheckResult.Of(
            Check.AuthorizationServer, server?.Document is not null, $"{server?.Places.FirstOrDefault(place => place.Document is not null)?.Address}",
            WhyNoDocument(server),
            "McpGuard:Authority must be the issuer, and serve its metadata over HTTPS");
        if (server?.Document is null)
            yield break;

        yield return CheckResult.Of(
            Check.OneAuthorizationServer, survey.Issuers.Count == 1, server.Issuer,
            $"{survey.Issuers.Count} authorization servers; most clients use only the first, {server.Issuer}", "one issuer for each server address");
        yield return CheckResult.Of(
            Check.IssuerEquality, server.Document.String("issuer") == server.Issuer, server.Issuer,
            $"its issuer is {server.Document.String("issuer") ?? "absent"}, not {server.Issuer}",
            "McpGuard:Authority must be the same text as the issuer");
        var hasCodes = server.Document.Strings("grant_types_supported")?.Contains("authorization_code") != false;
        yield return Has(
            Check.SignIn, hasCodes && server.Document.String("authorization_endpoint") is not null,
            "the authorization code grant", "it does not offer the authorization code grant, so no user can sign in",
            "enable the authorization code grant, or give clients a token");
        var methods = server.Document.Strings("code_challenge_methods_supported") ?? [];
        yield return Has(Check.Pkce, methods.Contains("S256"), "S256", "code_challenge_methods_supported lacks S256", "publish S256");
        yield return Has(
            Check.ClientDocuments, server.TakesPublicClientDocuments,
            "client metadata documents, with the method none",
            server.TakesClientDocuments ? "client metadata documents, but not the method none" : "no client metadata documents",
            "enable client id metadata documents, and list the method none");
        yield return Has(
            Check.Registration, server.RegistrationEndpoint is not null, server.RegistrationEndpoint ?? "", "no registration_endpoint",
            "allow dynamic registration, or register the client by hand");
        yield return Has(
            Check.SelfRegistration,
            server.RegistrationEndpoint is not null || server.TakesPublicClientDocuments,
            "a client can introduce itself",
            "neither client metadata documents nor dynamic registration",
            "enable one of them, or register each client by hand and give its client id to the user");
        yield return ScopesListed(survey, server);
        yield return Has(
            Check.Refresh, server.Scopes?.Contains("offline_access") == true, "offline_access",
            "offline_access is not listed, so some clients get no refresh token", "list offline_access");
        yield return Has(
            Check.IssuerParameter, server.Document.IsTrue("authorization_response_iss_parameter_supported"), "RFC 9207",
            "its answers do not name the issuer, so a client with several servers cannot tell them apart", "enable RFC 9207");
        yield return Clocks(survey.Anonymous.ClockOffset, server.Places.First(place => place.Document is not null).Answer?.ClockOffset);
    }

    // The header Date has whole seconds.
    private static CheckResult Clocks(TimeSpan? server, TimeSpan? issuer) => (server - issuer)?.Duration() is not { } apart
        ? CheckResult.Unknown(Check.Clocks, "not both servers tell their time")
        : CheckResult.Of(
            Check.Clocks, apart <= _skew, "the clocks of both servers agree",
            $"the clocks of the server and the authorization server differ by {(long)apart.TotalSeconds} s, so new tokens can be refused",
            "set both clocks, or McpGuard:ClockSkew");

    private static CheckResult ScopesListed(Survey survey, AuthorizationServer server)
    {
        string[] missing = [.. survey.FirstScopes.Union(survey.MetadataScopes).Except(server.Scopes ?? [])];
        return Has(
            Check.ScopesListed, missing.Length == 0, "its metadata lists the scopes of the server",
            $"its metadata does not list {string.Join(' ', missing)}, and some clients ask only for what it lists",
            "list the scopes of the server in scopes_supported");
    }

    private static CheckResult Has(Check check, bool holds, string passed, string failed, string mend) =>
        CheckResult.Of(check, holds, passed, failed, $"authorization server: {mend}");

    private static string WhyNoDocument(AuthorizationServer? server) => server switch
    {
        null => "the metadata of the server names none",
        { Places: [] } => $"{server.Issuer} is not asked: it must be HTTPS, or on this machine like the server",
        _ => $"no metadata: {string.Join(", ", server.Places.Select(place => $"{place.Address} {place.Answer?.Summary}"))}",
    };
}
