using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Adds to the server's instructions what a refusal means, if the options say so.</summary>
internal sealed class RefusalInstructions(OptionsReader reader) : IPostConfigureOptions<McpServerOptions>
{
    public const string Text =
        "A call that is refused has not failed: read its text, which names what is missing, and do not repeat the call unless the text says so. " +
        "If the text asks for permission or a sign-in, ask the user for it before you call the tool again.";

    // The options may be invalid here; the startup check reports that. A session may have its own server options, so they are read once.
    private readonly Lazy<bool> _isWanted = new(() => reader.Read().Options is { ExplainRefusals: true });

    public void PostConfigure(string? name, McpServerOptions options)
    {
        if (_isWanted.Value)
            options.ServerInstructions = string.IsNullOrWhiteSpace(options.ServerInstructions) ? Text : $"{options.ServerInstructions.TrimEnd()}\n\n{Text}";
    }
}
