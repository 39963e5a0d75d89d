using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using static ModelContextProtocol.Protocol.ElicitRequestParams;

namespace McpGuard.Conformance;

/// <summary>Tools that send a request to the client while they run, as protocol versions until 2025-11-25 have it.</summary>
[McpServerToolType, RequireScope(FixtureScopes.Ask)]
internal sealed class AskingTools
{
    [McpServerTool(Name = "test_sampling"), Description("Asks the client's model.")]
    public static async Task<string> SampleAsync(McpServer server, [Description("What to ask.")] string prompt, CancellationToken cancellationToken)
    {
        var result = await server.SampleAsync(
            new CreateMessageRequestParams
            {
                Messages = [new SamplingMessage { Role = Role.User, Content = [new TextContentBlock { Text = prompt }] }],
                MaxTokens = 100,
            },
            cancellationToken);
        return $"LLM response: {result.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text}";
    }

    [McpServerTool(Name = "test_elicitation"), Description("Asks the client's user.")]
    public static Task<string> ElicitAsync(McpServer server, [Description("What to show.")] string message, CancellationToken cancellationToken) =>
        ElicitAsync(
            server,
            message,
            new()
            {
                Properties =
                {
                    ["username"] = new StringSchema { Description = "User's response" },
                    ["email"] = new StringSchema { Description = "User's email address" },
                },
                Required = ["username", "email"],
            },
            cancellationToken);

    [McpServerTool(Name = "test_elicitation_sep1034_defaults"), Description("Asks with a default of each type.")]
    public static Task<string> ElicitWithDefaultsAsync(McpServer server, CancellationToken cancellationToken) =>
        ElicitAsync(
            server,
            "Please review the defaults.",
            new()
            {
                Properties =
                {
                    ["name"] = new StringSchema { Default = "John Doe" },
                    ["age"] = new NumberSchema { Type = "integer", Default = 30 },
                    ["score"] = new NumberSchema { Default = 95.5 },
                    ["status"] = new UntitledSingleSelectEnumSchema { Enum = ["active", "inactive", "pending"], Default = "active" },
                    ["verified"] = new BooleanSchema { Default = true },
                },
            },
            cancellationToken);

    [McpServerTool(Name = "test_elicitation_sep1330_enums"), Description("Asks with each kind of choice.")]
    public static Task<string> ElicitChoicesAsync(McpServer server, CancellationToken cancellationToken) =>
        ElicitAsync(
            server,
            "Please choose.",
            new()
            {
                Properties =
                {
                    ["untitledSingle"] = new UntitledSingleSelectEnumSchema { Enum = ["option1", "option2", "option3"] },
                    ["titledSingle"] = new TitledSingleSelectEnumSchema { OneOf = Titled("Option") },
                    ["legacyEnum"] = new LegacyTitledEnumSchema { Enum = ["opt1", "opt2", "opt3"], EnumNames = ["Option One", "Option Two", "Option Three"] },
                    ["untitledMulti"] = new UntitledMultiSelectEnumSchema { Items = new() { Enum = ["option1", "option2", "option3"] } },
                    ["titledMulti"] = new TitledMultiSelectEnumSchema { Items = new() { AnyOf = Titled("Choice") } },
                },
            },
            cancellationToken);

    private static async Task<string> ElicitAsync(McpServer server, string message, RequestSchema schema, CancellationToken cancellationToken)
    {
        var result = await server.ElicitAsync(new ElicitRequestParams { Message = message, RequestedSchema = schema }, cancellationToken);
        var content = string.Join(",", result.Content?.Select(pair => $"\"{pair.Key}\":{pair.Value.GetRawText()}") ?? []);
        return $"Elicitation completed: action={result.Action}, content={{{content}}}";
    }

    private static EnumSchemaOption[] Titled(string what) =>
    [
        new() { Const = "value1", Title = $"First {what}" },
        new() { Const = "value2", Title = $"Second {what}" },
        new() { Const = "value3", Title = $"Third {what}" },
    ];
}
