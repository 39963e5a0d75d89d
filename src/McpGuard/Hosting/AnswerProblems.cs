namespace McpGuard;

/// <summary>Finds unclear options for the forms of refusals.</summary>
internal static class AnswerProblems
{
    private const string Section = $"{McpGuardDefaults.ConfigurationSection}:Answers";
    private const int MaxLength = 2048;

    public static IEnumerable<string> Find(McpGuardOptions options)
    {
        var forms = options.Issuers.Where(issuer => issuer.Value.Answers is not null)
            .Select(issuer => (Option: $"{McpGuardDefaults.ConfigurationSection}:Issuers:{issuer.Key}:Answers", Form: issuer.Value.Answers!.Value))
            .Prepend((Option: $"{Section}:Form", options.Answers.Form));
        foreach (var (option, _) in forms.Where(entry => !Enum.IsDefined(entry.Form)))
            yield return $"{option} is unknown. Set it to {string.Join(", ", Enum.GetNames<AnswerForm>())}.";

        foreach (var (client, form) in options.Answers.Clients.All)
        {
            if (string.IsNullOrWhiteSpace(client) || client.Length > MaxLength)
                yield return $"{Section}:Clients:{form} has an entry that is empty or longer than {MaxLength} characters. Write a client_id, or a prefix " +
                    "that ends with *.";
            else if (client == "*")
                yield return $"{Section}:Clients:{form} has '*', which means every client. Set {Section}:Form instead.";
            else if (client.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star && star < client.Length - 1)
                yield return $"{Section}:Clients:{form} has '{client}', which has a * in the middle. Write * only at the end.";
        }

        foreach (var client in options.Answers.Clients.All.GroupBy(entry => entry.Client, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return $"{Section}:Clients has '{client.Key}' more than once. Give each client one form.";
    }
}
