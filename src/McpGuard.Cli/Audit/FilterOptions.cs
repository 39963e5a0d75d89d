using System.CommandLine;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Audit;

/// <summary>Filters for entries, as options of a command.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string> _subject = Text("--subject", "The user whose authority the caller uses.", "--who");
    private readonly Option<string> _issuer = Text("--issuer", "The issuer of the caller's token.");
    private readonly Option<string> _actor = Text("--actor", "An actor anywhere in the chain.");
    private readonly Option<string> _gateway = Text("--gateway", "A gateway on the way, by its name or issuer.");
    private readonly Option<string> _client = Text("--client", "The OAuth client.");
    private readonly Option<string> _address = Text("--address", "The address that the request came from.");
    private readonly Option<string> _session = Text("--session", "The session.");
    private readonly Option<string> _token = Text("--token", "The token's identifier.");
    private readonly Option<string> _method = Text("--method", "The JSON-RPC method.");
    private readonly Option<string> _target = Text("--target", "The tool, prompt, resource or task.", "--tool");
    private readonly Option<AuditEvent?> _event = Word<AuditEvent>("--event", "The kind of record.");
    private readonly Option<AuditEffect?> _effect = Word<AuditEffect>("--effect", "The effect of the decision.");
    private readonly Option<ReasonCode?> _reason = Word<ReasonCode>("--reason", "The reason for the decision, or for an aborted call.");
    private readonly Option<AuditOutcome?> _outcome = Word<AuditOutcome>("--outcome", "How the request ended.");
    private readonly Option<string> _rule = Text("--rule", "The rule that decided.");
    private readonly Option<string> _operation = Text("--operation", "The operation id that a refused caller gets.");
    private readonly Option<DateTimeOffset?> _from = Time("--from", "The earliest time, such as 2026-11-23 or 2026-11-23T14:05Z.");
    private readonly Option<DateTimeOffset?> _until = Time("--until", "The time before which the entry was written.");
    private readonly Option<long> _firstSeq =
        new("--first-seq") { Description = "The number of the first record.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private Option[] All =>
    [
        _subject, _issuer, _actor, _gateway, _client, _address, _session, _token, _method, _target, _event, _effect, _reason, _outcome, _rule, _operation,
        _from,
        _until, _firstSeq,
    ];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    public AuditQuery Read(ParseResult parsed, int? limit = null, long firstSeq = 0) => new()
    {
        Subject = parsed.GetValue(_subject),
        Issuer = parsed.GetValue(_issuer),
        Actor = parsed.GetValue(_actor),
        Gateway = parsed.GetValue(_gateway),
        ClientId = parsed.GetValue(_client),
        ClientAddress = parsed.GetValue(_address),
        SessionId = parsed.GetValue(_session),
        TokenId = parsed.GetValue(_token),
        Method = parsed.GetValue(_method),
        Target = parsed.GetValue(_target),
        Event = parsed.GetValue(_event),
        Effect = parsed.GetValue(_effect),
        Reason = parsed.GetValue(_reason),
        Outcome = parsed.GetValue(_outcome),
        Rule = parsed.GetValue(_rule),
        OperationId = parsed.GetValue(_operation),
        From = parsed.GetValue(_from),
        Until = parsed.GetValue(_until),
        FirstSeq = Math.Max(parsed.GetValue(_firstSeq), firstSeq),
        Limit = limit,
    };

    /// <returns>The given options, with their values.</returns>
    public IReadOnlyList<(string Name, string Value)> Describe(ParseResult parsed) =>
    [
        .. All.Select(option => (option.Name, Result: parsed.GetResult(option)))
            .Where(option => option.Result is { Implicit: false })
            .Select(option => (option.Name[2..], string.Join(' ', option.Result!.Tokens.Select(token => token.Value)))),
    ];

    private static Option<string> Text(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = "NAME" };

    private static Option<TEnum?> Word<TEnum>(string name, string description) where TEnum : struct, Enum
    {
        const int MaxNamed = 12;
        var words = Words.All<TEnum>();
        var named = words.Length <= MaxNamed ? $" One of {string.Join(", ", words)}." : "";
        var option = new Option<TEnum?>(name) { Description = description + named, HelpName = "WORD", CustomParser = Words.Parse<TEnum> };

        // Without the names of the enum, which no record has.
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        return option;
    }

    private static Option<DateTimeOffset?> Time(string name, string description) =>
        new(name) { Description = description, HelpName = "TIME", CustomParser = Words.ParseTime };
}
