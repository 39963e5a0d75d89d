namespace McpGuard.Cli.Doctor;

/// <summary>What the authorization server answered to the registration of a public client.</summary>
internal static class RegistrationChecks
{
    private const int Created = 201;

    public static IEnumerable<CheckResult> Of(Survey survey)
    {
        if (survey.Registration is not { } registration)
        {
            yield return CheckResult.Unknown(Check.RegistrationWorks, "not tried; --register registers a client");
            yield break;
        }

        if (registration.Answer is not { } answer)
        {
            yield return CheckResult.Unknown(Check.RegistrationWorks, "not tried: the registration endpoint is on another host than the issuer");
            yield break;
        }

        var document = answer.Document;
        yield return CheckResult.Of(
            Check.RegistrationWorks, answer.Status == Created && document.String("client_id") is not null,
            registration.IsRemoved ? "registered, and deleted again" : $"registered as {document.String("client_id")}",
            $"{answer.Summary} {Json.ObjectOf(answer.Body).String("error")}",
            "authorization server: let public clients on this machine register for the first scopes");
        if (document is null)
            yield break;

        string[] asked = [.. survey.FirstScopes];
        string[]? given = document.String("scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        yield return CheckResult.Of(
            Check.RegistrationScope, given is null || !asked.Except(given).Any(),
            given is null ? "the registration is not limited to scopes" : string.Join(' ', given),
            $"registered for {string.Join(' ', given ?? [])} instead of {string.Join(' ', asked)}",
            "authorization server: let clients register for the scopes of the server");
        yield return CheckResult.Of(
            Check.NoSecretForPublicClient, document.String("client_secret") is null, "no secret", "a public client got a secret",
            "authorization server: give no secret for the method none");
        yield return CheckResult.Of(
            Check.NoScopeBeyondRequest, given is null || asked.Length == 0 || !given.Except(asked.Append("offline_access")).Any(),
            "no scope beyond the request",
            $"registered for more than it asked for: {string.Join(' ', (given ?? []).Except(asked))}",
            "authorization server: grant no scope that was not asked for");
    }
}
