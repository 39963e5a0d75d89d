using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Conformance;

/// <summary>Text, bytes and a template.</summary>
[AllowAnyCaller]
[McpServerResourceType]
internal sealed class FixtureResources
{
    [McpServerResource(UriTemplate = "test://static-text", Name = "Static text", MimeType = "text/plain"), Description("Text.")]
    public static string Text() => "This is the content of the static text resource.";

    [McpServerResource(UriTemplate = "test://static-binary", Name = "Static binary", MimeType = "image/png"), Description("A picture.")]
    public static BlobResourceContents Binary() => BlobResourceContents.FromBytes(SampleMedia.Png, "test://static-binary", "image/png");

    [McpServerResource(UriTemplate = "test://template/{id}/data", Name = "Template", MimeType = "application/json"), Description("Data by identifier.")]
    public static string Template(string id) => $$"""{"id":"{{id}}","templateTest":true,"data":"Data for ID: {{id}}"}""";

    [McpServerResource(UriTemplate = "test://watched-resource", Name = "Watched", MimeType = "text/plain"), Description("Can be subscribed to.")]
    public static string Watched() => "This is watched.";
}
