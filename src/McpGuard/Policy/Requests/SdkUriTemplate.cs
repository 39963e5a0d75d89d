using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace McpGuard;

/// <summary>
/// The SDK's internal URI template parser. A second implementation could read a URI differently from the server. If an SDK version
/// lacks the parser, the variables are unknown, and unknown values do not favour the caller.
/// </summary>
internal static class SdkUriTemplate
{
    private const string Template = "ModelContextProtocol.UriTemplate, ModelContextProtocol.Core";

    /// <summary>The regular expression with which the server takes the variables from a URI, or null if there is none.</summary>
    public static Regex? ParserOf(string uriTemplate)
    {
        try
        {
            return CreateParser(null, uriTemplate);
        }
        catch (Exception exception) when (IsMissing(exception) || exception is ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The URI of a template with these variables, or null if it cannot be built.</summary>
    public static string? Format(string uriTemplate, IReadOnlyDictionary<string, object?> variables)
    {
        try
        {
            return FormatUri(null, uriTemplate, variables);
        }
        catch (Exception exception) when (IsMissing(exception) || exception is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static bool IsMissing(Exception exception) => exception is MissingMemberException or TypeLoadException or InvalidCastException;

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "CreateParser")]
    private static extern Regex CreateParser([UnsafeAccessorType(Template)] object? type, string uriTemplate);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "FormatUri")]
    private static extern string FormatUri([UnsafeAccessorType(Template)] object? type, string uriTemplate, IReadOnlyDictionary<string, object?> arguments);
}
