namespace McpGuard.Cli.Doctor;

/// <summary>The metadata of the protected resource (RFC 9728), and the scopes that a client asks for first.</summary>
internal static class MetadataChecks
{
    private const string OfflineAccess = "offline_access";

    public static IEnumerable<CheckResult> Of(Survey survey)
    {
        yield return CheckResult.Of(
            Check.Metadata, survey.Metadata is not null, $"{survey.Metadata?.Address}",
            $"no JSON object at {survey.PathMetadata.Address}: {survey.PathMetadata.Answer?.Summary}",
            "let the well-known address through the proxy; RequireMcpGuard() serves it");
        yield return At(Check.MetadataAtPath, survey.PathMetadata, survey, "let the well-known address through the proxy");
        yield return At(Check.MetadataAtRoot, survey.RootMetadata, survey, "serve it there too, unless another resource has that address");
        if (survey.Metadata is not { } metadata)
            yield break;

        var cache = metadata.Answer!.Header("Cache-Control");
        yield return CheckResult.Of(
            Check.MetadataCache, cache?.Contains("max-age", StringComparison.OrdinalIgnoreCase) == true, $"Cache-Control: {cache}",
            $"Cache-Control: {cache ?? "absent"}",
            "let the proxy keep the header");
        yield return Resource(survey, metadata.Document.String("resource"));
        yield return CheckResult.Of(
            Check.FirstScopes, survey.FirstScopes.Count > 0, string.Join(' ', survey.FirstScopes),
            "neither the challenge nor the metadata names a scope, so some clients ask for every scope and some for none",
            "McpGuard:InitialScopes");
        yield return CheckResult.Of(
            Check.ScopesAgree, survey.Challenge is { } challenge && challenge.Scopes.ToHashSet(StringComparer.Ordinal).SetEquals(survey.MetadataScopes),
            "the challenge and the metadata name the same scopes", "the challenge and the metadata name different scopes; clients read one of them",
            "McpGuard:InitialScopes");
        yield return CheckResult.Of(
            Check.NoOfflineAccessAsked, !survey.FirstScopes.Concat(survey.MetadataScopes).Contains(OfflineAccess),
            "offline_access is left to the authorization server",
            "the server asks for offline_access", "remove it from McpGuard:InitialScopes");
    }

    private static CheckResult At(Check check, PlacedDocument place, Survey survey, string mend) => CheckResult.Of(
        check, place.Document.String("resource") is { } resource && resource == survey.Metadata?.Document.String("resource"), $"{place.Address}",
        $"{place.Address}: {(place.Document is null ? place.Answer?.Summary : "about another resource")}", mend);

    private static CheckResult Resource(Survey survey, string? resource)
    {
        var isSlash = resource?.TrimEnd('/') == survey.Url.TrimEnd('/');
        return CheckResult.Of(
            Check.ResourceEqualsUrl, resource == survey.Url, survey.Url,
            isSlash ? $"resource is {resource}: the slash at the end differs" : $"resource is {resource ?? "absent"}, not {survey.Url}",
            "make McpGuard:Resource and the address that users type the same text");
    }
}
