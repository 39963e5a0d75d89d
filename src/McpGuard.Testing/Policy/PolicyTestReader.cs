using System.Net;
using System.Text.Json;

namespace McpGuard.Testing;

/// <summary>Turns the cases of a document into questions to the policy. A case that leaves something open is an error.</summary>
internal sealed class PolicyTestReader(PolicyTestDocument document, string? onlyIssuer)
{
    /// <exception cref="FormatException">The case is not complete, or not valid.</exception>
    public PolicyTestCase Read(CaseDocument test, string path, PolicyExplainer explainer)
    {
        if (!document.Callers.TryGetValue(test.Caller, out var caller))
            throw new FormatException($"{path}.caller is '{test.Caller}', which is not one of the callers: {string.Join(", ", document.Callers.Keys)}.");

        var (method, target) = TargetOf(test, path);
        var time = test.Time ?? document.Time
            ?? throw new FormatException($"{path} has no time. Give the file or the case a time, so that the answer does not depend on the clock.");
        var request = new AccessRequest
        {
            Caller = CallerOf(caller, $"$.callers.{test.Caller}"),
            Method = method,
            Target = target,
            Arguments = ArgumentsOf(test, path),
            ClientAddress = AddressOf(test, path),
            Time = time,
        };
        var name = test.Name ?? $"{test.Caller}: {target ?? method}, {JsonNamingPolicy.SnakeCaseLower.ConvertName(test.Effect.ToString())}";
        return new PolicyTestCase(name, request, new Expectation(EffectOf(test.Effect), test.Reason, test.Rule), explainer);
    }

    public DelegatedCaller CallerOf(CallerDocument caller, string path)
    {
        if (caller.Claims is { ValueKind: not JsonValueKind.Object })
            throw new FormatException($"{path}.claims is not an object.");

        var actor = caller.Actors.Reverse().Aggregate((Actor?)null, (prior, name) => ActorOf(name, prior));
        return new DelegatedCaller
        {
            Issuer = caller.Issuer ?? onlyIssuer ?? throw new FormatException($"{path} has no issuer. The settings do not name exactly one, so name it here."),
            Subject = caller.Subject,
            Actor = actor,
            ClientId = caller.Client ?? actor?.Subject ?? caller.Subject,
            Scopes = new ScopeSet(caller.Scopes),
            Groups = caller.Groups,
            Roles = caller.Roles,
            AuthenticationContext = caller.SignInStrength,
            AuthenticatedAt = caller.SignedInAt,
            Claims = caller.Claims ?? default,
            TokenId = "policy-test",

            // The test is about the policy and not the token. A test with a time in the past does not make the token expired.
            ExpiresAt = DateTimeOffset.MaxValue,
        };
    }

    private static (string Method, string? Target) TargetOf(CaseDocument test, string path)
    {
        (string Method, string? Target)[] targets =
        [
            .. test.Tool is { } tool ? new (string, string?)[] { ("tools/call", tool) } : [],
            .. test.Prompt is { } prompt ? new (string, string?)[] { ("prompts/get", prompt) } : [],
            .. test.Resource is { } resource ? new (string, string?)[] { ("resources/read", resource) } : [],
            .. test.Method is { } method ? new (string, string?)[] { (method, null) } : [],
        ];
        return targets is [var only] ? only : throw new FormatException($"{path} must have exactly one of tool, prompt, resource and method.");
    }

    // A call without arguments has none. Unknown arguments would count as good ones.
    private static JsonElement ArgumentsOf(CaseDocument test, string path)
    {
        if (test is { Resource: not null, Arguments: not null })
            throw new FormatException($"{path}.arguments is not possible: the only argument of a resource is its URI.");
        if (test.Resource is { } uri)
            return JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["uri"] = uri }, PolicyTestJson.Default.DictionaryStringString);

        var arguments = test.Arguments ?? JsonElement.Parse("{}");
        return arguments.ValueKind == JsonValueKind.Object ? arguments : throw new FormatException($"{path}.arguments is not an object.");
    }

    private static IPAddress? AddressOf(CaseDocument test, string path)
    {
        if (test.Address is null)
            return null;

        return IPAddress.TryParse(test.Address, out var address)
            ? address
            : throw new FormatException($"{path}.address is '{test.Address}', which is not an IP address.");
    }

    // As in a policy, the issuer of another's actor stands before its name.
    private static Actor ActorOf(string name, Actor? prior) =>
        name.Split(' ', 2) is [var issuer, var subject] ? new(subject, issuer, prior) : new(name, null, prior);

    private static AuditEffect? EffectOf(ExpectedEffect effect) => effect switch
    {
        ExpectedEffect.Allow => AuditEffect.Allow,
        ExpectedEffect.Deny => AuditEffect.Deny,
        ExpectedEffect.WouldDeny => AuditEffect.WouldDeny,
        _ => null,
    };
}
