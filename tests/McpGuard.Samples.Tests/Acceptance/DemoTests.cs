using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>The demo as a newcomer runs it.</summary>
internal sealed class DemoTests
{
    [Test]
    public async Task Demo_succeeds_and_names_each_outcome()
    {
        var (exitCode, output, errors) = await StartedProgram.RunAsync("dotnet", [Built.Demo]);

        Assert.That(exitCode, Is.Zero, $"{output}\n{errors}");
        var outcomes = new[]
        {
            "allowed", "denied", "401", "403", "40300", "credential_missing", "token_expired", "audience_mismatch", "scope_insufficient",
            "missing files:write", "missing files:admin", "succeeded", "tools not shown", "over stdio", "alice via agent-1", "carol via agent-2",
            "bob approves", "approval_denied", "40303",
            "All 12 requests were decided and recorded as expected.",
        };
        using (Assert.EnterMultipleScope())
        {
            foreach (var outcome in outcomes)
                Assert.That(output, Does.Contain(outcome));
        }
    }

    // A whole run has its own deadline of a minute, so the test above fails with what the demo waited for.
    [Test]
    public async Task Demo_that_does_not_end_in_time_fails_and_says_what_it_waited_for()
    {
        var (exitCode, _, errors) = await StartedProgram.RunAsync("dotnet", [Built.Demo, "--deadline", "0.001"]);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(errors, Does.Match("The demo did not end within 0.001 seconds. It waited for (its start|the authority|the server).*"));
    }

    [Test]
    public async Task Demo_is_readable_in_80_columns_without_a_terminal()
    {
        var (_, output, _) = await StartedProgram.RunAsync("dotnet", [Built.Demo]);

        var table = output.Split('\n').Where(line => line.StartsWith('│') || line.StartsWith('|')).ToArray();
        Assert.That(table, Is.Not.Empty);
        Assert.That(table.Select(line => line.Length), Is.All.LessThanOrEqualTo(80));
        Assert.That(output, Does.Not.Contain("\u001b"));
    }

    [Test]
    public async Task Demo_names_the_failed_expectation_and_fails()
    {
        // The servers inherit the setting: reading now needs a scope that no caller in the demo has.
        var (exitCode, _, errors) = await StartedProgram.RunAsync("dotnet", [Built.Demo], new Dictionary<string, string?>
        {
            ["McpGuard__Tools__files_read__Scopes__0"] = "files:secret",
            ["McpGuard__ExpectedTargets__0"] = "files_read",
        });

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(errors, Does.Contain("Step 3: expected a result, got a refusal with 403"));
    }

    [Test]
    public async Task Demo_reports_why_a_server_did_not_start_and_fails()
    {
        var (exitCode, _, errors) = await StartedProgram.RunAsync("dotnet", [Built.Demo], new Dictionary<string, string?>
        {
            ["McpGuard__MaxTokenLifetime"] = "09:00:00",
        });

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(errors, Does.Contain("The server did not start").And.Contain("McpGuard:MaxTokenLifetime"));
    }
}
