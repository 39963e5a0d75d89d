using System.CommandLine;
using System.Text.Json;
using McpGuard.Cli.Audit;
using McpGuard.Cli.Output;
using McpGuard.Testing;

namespace McpGuard.Cli.Policy;

internal sealed class ExplainCommand : Command
{
    private readonly Argument<FileInfo> _settings = PolicyInput.Settings("SETTINGS");
    private readonly PolicyInput _input = new();
    private readonly RequestOptions _request;
    private readonly Option<DirectoryInfo> _log =
        new Option<DirectoryInfo>("--log") { Description = "The audit log with the decision to explain.", HelpName = "DIR" }.AcceptExistingOnly();
    private readonly Option<string?> _operation = new("--operation") { Description = "The operation id of the decision.", HelpName = "ID" };
    private readonly Option<bool> _json = new("--json") { Description = "Writes the explanation as one JSON object." };

    public ExplainCommand(Terminal terminal, TimeProvider time)
        : base("explain", "Says what the policy answers to a request, or to a recorded decision, and which rule decides.")
    {
        _request = new RequestOptions(time);
        Add(_settings);
        _input.AddTo(this);
        _request.AddTo(this);
        Add(_log);
        Add(_operation);
        Add(_json);
        Validators.Add(result =>
        {
            if (result.GetValue(_log) is null != (result.GetValue(_operation) is null))
                result.AddError("--log and --operation belong together.");
        });
        SetAction((parsed, cancellationToken) => RunAsync(parsed, terminal, cancellationToken));
    }

    private async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var policy = _input.Load(parsed, parsed.GetRequiredValue(_settings));
        var record = FindRecord(parsed);
        var explanation = record is null
            ? await policy.Explainer.ExplainAsync(_request.Read(parsed, policy), cancellationToken).ConfigureAwait(false)
            : await policy.Explainer.ExplainAsync(record, cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_json))
        {
            terminal.WriteJson(JsonSerializer.Serialize(explanation, PolicyJson.Default.AccessExplanation));
            return ExitCode.Ok;
        }

        if (record is not null)
            terminal.WriteLine(
                $"recorded: {ExplanationText.Word(record.Effect)}: " +
                    $"{(record.Reason is { } reason ? Words.Of(reason) : "")}{(record.Rule is { } rule ? $", by {rule}" : "")} (policy " +
                    $"{record.PolicyVersion})");

        if (record is null && _request.ScopesOfGroups(parsed, policy.Options) is { Length: > 0 } scopes)
            terminal.WriteLine($"scopes of the groups: {string.Join(' ', scopes)}");

        ExplanationText.Write(explanation, terminal);
        if (explanation.Reason == ReasonCode.TargetUnknown && _request.TargetOf(parsed) is { } unknown)
            terminal.WriteNote($"The server has no '{unknown}'{NearestName.Suggest(unknown, TargetsOf(parsed))}");

        return ExitCode.Ok;
    }

    private IEnumerable<string> TargetsOf(ParseResult parsed) =>
        SurfaceTargets.Of(PolicyFiles.ReadSurface(_input.SurfacePath(parsed))).Select(target => target.Target);

    private AuditRecord? FindRecord(ParseResult parsed)
    {
        if (parsed.GetValue(_log) is not { } log || parsed.GetValue(_operation) is not { } operation)
            return null;

        var entry = AuditReader.Read(LogArgument.PathOf(log), new AuditQuery { OperationId = operation, Event = AuditEvent.Decision, Limit = 1 })
            .FirstOrDefault(entry => entry.IsReadable);
        return entry?.Record switch
        {
            null => throw new CommandException($"The log has no decision of the operation '{operation}'."),
            { Issuer: null } or { Subject: null } or { Method: null } => throw new CommandException(
                "The decision is not about a verified caller, so no policy decided it. 'mcpguard audit query --operation' shows it."),
            var record => record,
        };
    }
}
