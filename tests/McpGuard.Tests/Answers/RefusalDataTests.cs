using System.Text.Json;

namespace McpGuard.Tests.Answers;

/// <summary>A refusal says the same over HTTP and in a JSON-RPC error of any other transport.</summary>
[TestFixture]
internal sealed class RefusalDataTests
{
    private const string Metadata = "https://tools.example/.well-known/oauth-protected-resource";

    private static readonly ReasonCode[] _reasons = [.. Enum.GetValues<ReasonCode>().Where(reason => reason is not (ReasonCode.None or ReasonCode.Allowed))];

    // The server's own error for what does not exist has no data.
    [TestCaseSource(nameof(_reasons))]
    public void Body_and_error_have_the_same_members(ReasonCode reason)
    {
        var refusal = Refusal.Of(reason) with
        {
            Scope = "a b",
            SignIn = new SignInChallenge("silver gold", TimeSpan.FromMinutes(5)),
            RetryAfter = TimeSpan.FromSeconds(1.5),
        };

        using var body = JsonDocument.Parse(RefusalBody.Write(new Answer(refusal, refusal.Status, null), "7", "op-1", Metadata));
        var error = GuardError.From(refusal, "op-1");

        var members = body.RootElement.GetProperty("error").GetProperty("data").EnumerateObject().Where(member => member.Name != "resource_metadata")
            .ToDictionary(member => member.Name, member => member.Value.ToString());
        var data = error.Data.Keys.Cast<string>().ToDictionary(name => name, name => $"{error.Data[name]}");
        Assert.That(((int)error.ErrorCode, error.Message), Is.EqualTo((refusal.Code, refusal.Message)));
        Assert.That(data, refusal.Code is -32602 or -32601 ? Is.Empty : Is.EquivalentTo(members));
    }

    [Test]
    public void Wait_is_given_in_whole_seconds() =>
        Assert.That(
            RefusalData.Of(Refusal.Of(ReasonCode.RateExceeded) with { RetryAfter = TimeSpan.FromSeconds(1.5) }, "op-1"),
            Has.Member(("retry_after", (object)2L)));

    [TestCase(ReasonCode.TokenExpired, true)]
    [TestCase(ReasonCode.ActorDenied, false)]
    [TestCase(ReasonCode.AuditUnavailable, false)]
    public void Metadata_address_is_given_if_another_token_helps(ReasonCode reason, bool isNamed) =>
        Assert.That(RefusalData.Of(Refusal.Of(reason), "op-1", Metadata).Any(member => member.Name == "resource_metadata"), Is.EqualTo(isNamed));
}
