using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Conformance;

/// <summary>Tools that return each kind of content.</summary>
[McpServerToolType]
internal sealed class ContentTools
{
    [McpServerTool(Name = "test_simple_text"), AllowAnyCaller, Description("Returns text.")]
    public static string Text() => "This is a simple text response for testing.";

    [McpServerTool(Name = "test_image_content"), AllowAnyCaller, Description("Returns a picture.")]
    public static ImageContentBlock Image() => ImageContentBlock.FromBytes(SampleMedia.Png, "image/png");

    [McpServerTool(Name = "test_audio_content"), AllowAnyCaller, Description("Returns a sound.")]
    public static AudioContentBlock Audio() => AudioContentBlock.FromBytes(SampleMedia.Wav, "audio/wav");

    [McpServerTool(Name = "test_embedded_resource"), AllowAnyCaller, Description("Returns a resource.")]
    public static EmbeddedResourceBlock Resource() => new()
    {
        Resource = new TextResourceContents
        {
            Uri = "test://embedded-resource",
            MimeType = "text/plain",
            Text = "This is an embedded resource content.",
        },
    };

    [McpServerTool(Name = "test_multiple_content_types"), AllowAnyCaller, Description("Returns text, a picture and a resource.")]
    public static ContentBlock[] Mixed() =>
    [
        new TextContentBlock { Text = "Multiple content types test:" },
        Image(),
        new EmbeddedResourceBlock
        {
            Resource = new TextResourceContents
            {
                Uri = "test://mixed-content-resource",
                MimeType = "application/json",
                Text = """{"test":"data","value":123}""",
            },
        },
    ];

    [McpServerTool(Name = "test_error_handling"), AllowAnyCaller, Description("Fails.")]
    public static string Failure() => throw new McpException("This tool intentionally returns an error for testing");

    [McpServerTool(Name = "test_header_tool"), AllowAnyCaller, Description("Has an argument that clients repeat in a header.")]
    public static string Header([McpHeader("Region"), Description("The region.")] string region) => region;
}
