using System.Text.Json;
using ModelContextProtocol.Protocol;
using static ModelContextProtocol.Protocol.ElicitRequestParams;

namespace McpGuard.Conformance;

/// <summary>The questions of a tool or prompt before it continues (SEP-2322), and the answers.</summary>
internal static class Questions
{
    public static InputRequest Text(string message, string property) => Ask(message, property, new StringSchema());

    public static InputRequest Confirmation(string message) => Ask(message, "ok", new BooleanSchema());

    public static InputRequest Model(string prompt, int maxTokens) => InputRequest.ForSampling(new CreateMessageRequestParams
    {
        Messages = [new SamplingMessage { Role = Role.User, Content = [new TextContentBlock { Text = prompt }] }],
        MaxTokens = maxTokens,
    });

    public static InputRequest Roots() => InputRequest.ForRootsList(new ListRootsRequestParams());

    /// <summary>What the user has entered, or null as long as there is no such answer.</summary>
    public static string? TextOf(RequestParams parameters, string question, string property) =>
        parameters.InputResponses?.TryGetValue(question, out var response) == true
            && response.RawValue.ValueKind == JsonValueKind.Object
            && response.Deserialize(InputResponse.ElicitResultJsonTypeInfo)?.Content?.TryGetValue(property, out var value) == true
            ? value.GetString()
            : null;

    public static InputRequiredException Unanswered(string question, InputRequest request, string? state = null) =>
        new(new Dictionary<string, InputRequest> { [question] = request }, state);

    private static InputRequest Ask(string message, string property, PrimitiveSchemaDefinition schema) => InputRequest.ForElicitation(new ElicitRequestParams
    {
        Message = message,
        RequestedSchema = new() { Properties = { [property] = schema }, Required = [property] },
    });
}
