using System.Text.Json;

namespace McpGuard.Cli.Doctor;

/// <summary>What a client with a token gets. The token itself is in no result.</summary>
internal static class TokenChecks
{
    private static readonly TimeSpan _longest = TimeSpan.FromHours(1);

    public static IEnumerable<CheckResult> Of(Survey survey)
    {
        if (survey.WithToken is not { } seen)
        {
            yield return CheckResult.Unknown(Check.TokenAccepted, "not tried; --token gives an access token");
            yield break;
        }

        yield return CheckResult.Of(
            Check.TokenAccepted, seen.Initialize.IsSuccess, "the server accepts the token", $"{seen.Initialize.Summary}: {Reason(seen.Initialize)}",
            "the audit record of the refusal names the reason and the setting");
        if (seen.List is { } list)
        {
            var tools = McpMessage.ToolsIn(list.Body);
            yield return CheckResult.Of(
                Check.ToolsListed, tools > 0, tools == 1 ? "1 tool" : $"{tools} tools",
                list.IsSuccess ? "the list has no tool, so a model never calls one" : $"the list was refused with {list.Summary}",
                "McpGuard:Policy:Lists, and McpGuard:InitialScopes");
        }

        if (seen is { Tool: { } tool, Call: { } call })
            yield return Called(tool, call);
        if (seen.Claims is null)
        {
            yield return CheckResult.Unknown(Check.TokenForThisServer, "the token is opaque");
            yield break;
        }

        yield return Audience(survey, seen.Claims);
        if (seen.Claims.Number("exp") - seen.Claims.Number("iat") is { } seconds)
        {
            yield return CheckResult.Of(
                Check.ShortLivedToken, seconds <= _longest.TotalSeconds, $"{seconds} s", $"the token lives for {seconds} s",
                "authorization server: shorter access tokens; McpGuard:MaxTokenLifetime");
        }
    }

    private static CheckResult Called(string tool, WireAnswer call)
    {
        var response = McpMessage.ResponseIn(call.Body);
        var result = response.Member("result");
        var text = result.FirstOf("content").String("text");
        var form = (call.Status, result) switch
        {
            (200, not null) when result.IsTrue("isError") => "an error result that a model can read",
            (200, not null) => null,
            (200, _) => "a JSON-RPC error",
            (401 or 403, _) when Challenge.Of(call) is { } challenge => $"{call.Status} with a challenge for {string.Join(' ', challenge.Scopes)}",
            _ => $"{call.Summary}, which many clients take for a failed connection",
        };
        return CheckResult.Of(Check.Call, form is null, $"{tool} ran", $"{tool} was answered by {form}: {text ?? Reason(call)}", "the text names what helps");
    }

    private static CheckResult Audience(Survey survey, JsonElement? claims)
    {
        var audiences = claims.String("aud") is { } one ? [one] : claims.Strings("aud") ?? [];
        return CheckResult.Of(
            Check.TokenForThisServer, audiences.Contains(survey.Metadata?.Document.String("resource") ?? survey.Url), "its audience is the resource",
            $"its audience is {(audiences.Count == 0 ? "absent" : string.Join(' ', audiences))}, not the resource",
            "authorization server: issue tokens for the resource (RFC 8707)");
    }

    private static string Reason(WireAnswer answer) =>
        McpMessage.ResponseIn(answer.Body).Member("error").String("message") ?? "no message";
}
