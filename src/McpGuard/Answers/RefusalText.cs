using System.Globalization;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// The text of a refusal, for a model or its user: what was refused, why, what helps, and whether a retry is useful. Some clients show only
/// this text, without the mark of an error. It has no words on which client libraries send a request again.
/// </summary>
internal static class RefusalText
{
    private const int MaxNames = 16;

    /// <param name="refusal">The refusal, with its reason.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="request">The request.</param>
    /// <param name="operationId">The operation in the audit records.</param>
    /// <param name="isUntouched">Whether nothing of the request has run, also in an earlier round.</param>
    public static string Of(Refusal refusal, AccessDecision decision, GuardedRequest request, string operationId, bool isUntouched)
    {
        var noun = request.Method == RequestMethods.ToolsCall ? "call" : "request";
        var own = decision.Says is null || refusal.Class == RefusalClass.MoreWouldHelp ? refusal.Sentence : null;
        var why = decision.Says is { Length: > 0 } says ? says : own;
        string?[] sentences =
        [
            $"{SubjectOf(request)} was refused{(isUntouched ? ", and nothing was run" : "")}.",
            why,
            refusal.Class switch
            {
                RefusalClass.MoreWouldHelp => Permission(decision, refusal, noun),
                RefusalClass.Final => Advice(decision, refusal, noun),
                _ => null,
            },
            $"Reference: {operationId}.",
        ];
        return string.Join(' ', sentences.OfType<string>());
    }

    /// <summary>The sentence that names the missing scopes.</summary>
    public static string OfMissing(ScopeSet missing, ScopeSet needed, Func<string, string> nameOf) =>
        $"This needs the {Scopes(needed, nameOf)}, and the access token lacks {Names(missing.Select(nameOf))}.";

    private static string SubjectOf(GuardedRequest request) => (request.Method, request.Target) switch
    {
        (RequestMethods.ToolsCall, { } tool) => $"The call of {ShownName.Of(tool)}",
        (RequestMethods.PromptsGet, { } prompt) => $"The request for the prompt {ShownName.Of(prompt)}",
        (RequestMethods.ResourcesRead, { } resource) => $"The request for the resource {ShownName.Of(resource)}",
        ({ } method, _) => $"The request {ShownName.Of(method)}",
        _ => "The request",
    };

    private static string Permission(AccessDecision decision, Refusal refusal, string noun)
    {
        var allow = decision.ScopesMissing.Count > 0 ? $"allow the {Scopes(decision.ScopesMissing, NameOf(decision))} and to " : "";
        return refusal.SignIn is null && allow.Length == 0
            ? $"Ask the user for permission, then repeat the {noun}."
            : $"Ask the user to {allow}sign in again. Then repeat the {noun}.";
    }

    private static string Advice(AccessDecision decision, Refusal refusal, string noun)
    {
        if (refusal.RetryAfterSeconds is { } seconds)
            return $"Wait {seconds.ToString(CultureInfo.InvariantCulture)} {(seconds == 1 ? "second" : "seconds")} before the next {noun}.";
        if (refusal.IsRetryable)
            return $"Do not repeat the {noun} at once. A later {noun} can succeed.";
        if (refusal is { Reason: ReasonCode.ApprovalRequired, Approval: { } approval })
            return $"{Waiting(approval, refusal.ApprovalPage)} Do not repeat the {noun} before it is approved. Then the same {noun} runs once.";
        if (refusal.Reason != ReasonCode.ArgumentsNotAllowed)
            return $"Do not repeat the {noun}. A new sign-in does not help.";

        var change = decision.Argument is { } name ? $"Change the argument {ShownName.Of(name)}." : "Change the arguments.";
        return $"{change} Do not repeat the {noun} with the same arguments. A new sign-in does not help.";
    }

    private static string Waiting(Approval approval, Uri? page) =>
        page is null ? $"The request {approval.Id} waits for a person." : $"The request {approval.Id} waits for a person ({page.AbsoluteUri}).";

    private static string Scopes(ScopeSet scopes, Func<string, string> nameOf) => $"{(scopes.Count == 1 ? "scope" : "scopes")} {Names(scopes.Select(nameOf))}";

    private static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct(StringComparer.Ordinal).Select(ShownName.Of)];
        return all switch
        {
            [var one] => one,
            { Length: <= MaxNames } => $"{string.Join(", ", all[..^1])} and {all[^1]}",
            _ => $"{string.Join(", ", all[..MaxNames])} and {all.Length - MaxNames} more",
        };
    }

    private static Func<string, string> NameOf(AccessDecision decision) => decision.Target is { } target ? target.Settings.Scopes.RequestName : scope => scope;
}
