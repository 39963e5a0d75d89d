namespace McpGuard.Cli.Doctor;

/// <summary>What the checks found, and which clients can connect.</summary>
internal sealed record Diagnosis(string Url, IReadOnlyList<CheckResult> Checks, IReadOnlyList<ClientDiagnosis> Clients)
{
    public bool HasProblem => Clients.Any(client => client.Verdict == ClientVerdict.Fails) || Checks.Any(check => check.IsFlaw);

    public static Diagnosis Of(Survey survey)
    {
        CheckResult[] checks =
        [
            .. ServerChecks.Of(survey), .. MetadataChecks.Of(survey), .. AuthorizationServerChecks.Of(survey), .. GrantChecks.Of(survey),
            .. RegistrationChecks.Of(survey), .. TokenChecks.Of(survey),
        ];
        var results = checks.ToDictionary(result => result.Check);
        return new(survey.Url, [.. checks.OrderBy(result => result.Check)], [.. ClientKind.All.Select(kind => kind.Judge(results))]);
    }
}
