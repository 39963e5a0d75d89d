using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Conformance;

/// <summary>Prompts with each kind of content, and one that needs an answer first.</summary>
[AllowAnyCaller]
[McpServerPromptType]
internal sealed class FixturePrompts
{
    [McpServerPrompt(Name = "test_simple_prompt"), Description("Is text.")]
    public static string Simple() => "This is a simple prompt for testing.";

    [McpServerPrompt(Name = "test_prompt_with_arguments"), Description("Has two arguments.")]
    public static string WithArguments([Description("The first.")] string arg1, [Description("The second.")] string arg2) =>
        $"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'";

    [McpServerPrompt(Name = "test_prompt_with_embedded_resource"), Description("Brings a resource.")]
    public static PromptMessage[] WithResource([Description("Which one.")] string resourceUri) =>
    [
        User(new EmbeddedResourceBlock
        {
            Resource = new TextResourceContents { Uri = resourceUri, MimeType = "text/plain", Text = "Embedded resource content for testing." },
        }),
        User(new TextContentBlock { Text = "Please process the embedded resource above." }),
    ];

    [McpServerPrompt(Name = "test_prompt_with_image"), Description("Brings a picture.")]
    public static PromptMessage[] WithImage() =>
    [
        User(ImageContentBlock.FromBytes(SampleMedia.Png, "image/png")),
        User(new TextContentBlock { Text = "Please analyze the image above." }),
    ];

    [McpServerPrompt(Name = "test_input_required_result_prompt"), Description("Needs an answer first.")]
    public static string WithAnswer(RequestContext<GetPromptRequestParams> context) =>
        Questions.TextOf(context.Params!, "user_context", "context") is { } answer
            ? $"Go on with this context: {answer}"
            : throw Questions.Unanswered("user_context", Questions.Text("What context should the prompt use?", "context"));

    private static PromptMessage User(ContentBlock content) => new() { Role = Role.User, Content = content };
}
