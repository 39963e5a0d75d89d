using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Conformance;

/// <summary>Tools that return what they need, and are called again with it (SEP-2322, protocol version 2026-07-28).</summary>
[McpServerToolType, RequireScope(FixtureScopes.Ask)]
internal sealed class InputRequiredTools
{
    private const string NamePrompt = "What is your name?";

    private static readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    [McpServerTool(Name = "test_input_required_result_elicitation"), Description("Needs the user's name.")]
    public static string Elicit(RequestContext<CallToolRequestParams> context) =>
        Questions.TextOf(context.Params!, "user_name", "name") is { } name
            ? $"Hello, {name}!"
            : throw Questions.Unanswered("user_name", Questions.Text(NamePrompt, "name"));

    [McpServerTool(Name = "test_input_required_result_sampling"), Description("Needs the client's model.")]
    public static string Sample(RequestContext<CallToolRequestParams> context) =>
        context.Params!.InputResponses?.TryGetValue("capital_question", out var response) == true
            ? response.Deserialize(InputResponse.CreateMessageResultJsonTypeInfo)!.Content.OfType<TextContentBlock>().First().Text
            : throw Questions.Unanswered("capital_question", Questions.Model("What is the capital of France?", 100));

    [McpServerTool(Name = "test_input_required_result_list_roots"), Description("Needs the client's roots.")]
    public static string ListRoots(RequestContext<CallToolRequestParams> context) =>
        context.Params!.InputResponses?.TryGetValue("client_roots", out var response) == true
            ? string.Join(' ', response.Deserialize(InputResponse.ListRootsResultJsonTypeInfo)!.Roots.Select(root => root.Uri))
            : throw Questions.Unanswered("client_roots", Questions.Roots());

    [McpServerTool(Name = "test_input_required_result_request_state"), Description("Needs its state back.")]
    public static string RequestState(RequestContext<CallToolRequestParams> context) =>
        context.Params!.RequestState == "confirming"
            ? "state-ok"
            : throw Questions.Unanswered("confirm", Questions.Confirmation("Please confirm"), "confirming");

    [McpServerTool(Name = "test_input_required_result_multiple_inputs"), Description("Needs three answers.")]
    public static string Several(RequestContext<CallToolRequestParams> context)
    {
        var questions = new Dictionary<string, InputRequest>
        {
            ["user_name"] = Questions.Text(NamePrompt, "name"),
            ["greeting"] = Questions.Model("Generate a greeting", 50),
            ["client_roots"] = Questions.Roots(),
        };
        return context.Params!.InputResponses is { } responses && questions.Keys.All(responses.ContainsKey)
            ? "all answered"
            : throw new InputRequiredException(questions, "asked-three");
    }

    [McpServerTool(Name = "test_input_required_result_multi_round"), Description("Needs one answer after the other.")]
    public static string Rounds(RequestContext<CallToolRequestParams> context) => context.Params!.RequestState switch
    {
        null => throw Questions.Unanswered("step1", Questions.Text($"Step 1: {NamePrompt}", "name"), "round-1"),
        "round-1" => throw Questions.Unanswered("step2", Questions.Text("Step 2: What is your favorite color?", "color"), "round-2"),
        _ => "all rounds done",
    };

    [McpServerTool(Name = "test_input_required_result_tampered_state"), Description("Needs its state back as it was.")]
    public static string SignedState(RequestContext<CallToolRequestParams> context)
    {
        const string State = "signed";
        var signed = $"{State}.{Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(State)))}";
        return context.Params!.RequestState switch
        {
            null => throw Questions.Unanswered("confirm", Questions.Confirmation("Please confirm"), signed),
            var state when CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(signed)) => "state is as it was",
            _ => throw new McpProtocolException("The request state was changed.", McpErrorCode.InvalidParams),
        };
    }

    [McpServerTool(Name = "test_input_required_result_capabilities"), Description("Asks only for what the client can do.")]
    public static string Capabilities(RequestContext<CallToolRequestParams> context)
    {
        var able = context.JsonRpcRequest.Context?.ClientCapabilities;
        var questions = new Dictionary<string, InputRequest>();
        if (able?.Sampling is not null)
            questions["capital_question"] = Questions.Model("What is the capital of France?", 100);
        if (able?.Elicitation is not null)
            questions["user_name"] = Questions.Text(NamePrompt, "name");
        if (able?.Roots is not null)
            questions["client_roots"] = Questions.Roots();

        return questions.Count == 0 ? "nothing to ask" : throw new InputRequiredException(questions);
    }
}
