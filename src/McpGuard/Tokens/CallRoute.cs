namespace McpGuard;

/// <summary>
/// The use for which a gateway issued a token: the call of one tool, or lists of tools. LiteLLM writes it as scopes, and writes every
/// character of a tool's name other than a letter, a digit, <c>_</c> and <c>-</c> as <c>_</c>.
/// </summary>
/// <param name="Tool">The tool's name as the gateway writes it; null for lists.</param>
internal sealed record CallRoute(string? Tool)
{
    /// <summary>The forms of the scope claim, for messages.</summary>
    public const string Forms = "'mcp:tools/list', or 'mcp:tools/call mcp:tools/NAME:call'";

    private const string List = "mcp:tools/list";
    private const string Start = "mcp:tools/call mcp:tools/";
    private const string End = ":call";

    /// <summary>Reads the scopes of a token. Any other text, such as one that names several tools, is not a route.</summary>
    public static CallRoute? Read(string scopes)
    {
        if (scopes == List)
            return new CallRoute(Tool: null);

        var isCall = scopes.StartsWith(Start, StringComparison.Ordinal) && scopes.EndsWith(End, StringComparison.Ordinal);
        if (!isCall || scopes.Length <= Start.Length + End.Length)
            return null;

        var tool = scopes[Start.Length..^End.Length];
        return tool.All(IsKept) ? new CallRoute(tool) : null;
    }

    /// <summary>The tool's name as the gateway writes it.</summary>
    public static string NameOf(string tool) => string.Create(tool.Length, tool, static (written, tool) =>
    {
        for (var i = 0; i < tool.Length; i++)
            written[i] = Written(tool[i]);
    });

    /// <summary>The scope that a call of the tool needs and the token lacks; null if the token is for this tool.</summary>
    public string? FindMissing(string tool) => IsFor(tool) ? null : $"mcp:tools/{NameOf(tool)}:call";

    private bool IsFor(string tool)
    {
        if (Tool is null || Tool.Length != tool.Length)
            return false;

        for (var i = 0; i < tool.Length; i++)
        {
            if (Tool[i] != Written(tool[i]))
                return false;
        }

        return true;
    }

    private static char Written(char character) => IsKept(character) ? character : '_';

    private static bool IsKept(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-';
}
