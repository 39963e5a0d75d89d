using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace McpGuard;

/// <summary>
/// The headers that repeat the body for intermediaries (MCP Streamable HTTP, "Server Validation"). If they differ from the body, an
/// intermediary has checked another request, and the version that defines them demands a refusal. In older versions they mean nothing: a
/// gateway may repeat those of another request. The body alone is decided in every version.
/// </summary>
internal static class McpHeaders
{
    public const string ProtocolVersion = "MCP-Protocol-Version";

    public const string Session = "Mcp-Session-Id";

    private const string Method = "Mcp-Method";
    private const string Name = "Mcp-Name";
    private const string Base64Prefix = "=?base64?";
    private const string Base64Suffix = "?=";
    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether the header names one version, and the body no other.</summary>
    public static bool VersionAgrees(IHeaderDictionary headers, RequestEnvelope envelope)
    {
        var version = headers[ProtocolVersion];
        if (version.Count > 1 || version.ToString().Contains(',', StringComparison.Ordinal))
            return false;

        return version.Count == 0 || envelope.ProtocolVersion is null || version[0] == envelope.ProtocolVersion;
    }

    /// <summary>Whether the request's version defines the headers other than that of the version. The server decides it by the header.</summary>
    public static bool AreDefined(IHeaderDictionary headers, RequestEnvelope envelope) =>
        ProtocolFloor.DefinesHeaders(headers[ProtocolVersion]) || ProtocolFloor.DefinesHeaders(envelope.ProtocolVersion);

    /// <summary>Whether the method and the target are those of the body, as far as headers name them.</summary>
    public static bool Agree(IHeaderDictionary headers, RequestEnvelope envelope)
    {
        if (!Agrees(headers[Method], envelope.Method))
            return false;

        // For a method without a target, the header has no meaning.
        return RequestTarget.MemberOf(envelope.Method) is null ? headers[Name].Count <= 1 : Agrees(headers[Name], envelope.Target);
    }

    /// <summary>Adds the content of the headers to the unverified values of the request.</summary>
    public static AuditClaims AddTo(AuditClaims? claims, IHeaderDictionary headers) => (claims ?? new()) with
    {
        HeaderMethod = Text(headers[Method]),
        HeaderTarget = Text(headers[Name]),
        HeaderVersion = Text(headers[ProtocolVersion]),
    };

    private static string? Text(StringValues header) => header.Count == 0 ? null : AuditText.Unverified(header.ToString());

    private static bool Agrees(StringValues header, string? inBody) => header.Count switch
    {
        0 => true,
        1 => inBody is not null && Decode(header[0]!.Trim()) == inBody,
        _ => false,
    };

    // SEP-2243: a value that does not fit into a header is written as =?base64?…?=
    public static string? Decode(string value)
    {
        if (!value.StartsWith(Base64Prefix, StringComparison.OrdinalIgnoreCase) || !value.EndsWith(Base64Suffix, StringComparison.Ordinal))
            return value;

        try
        {
            return _strictUtf8.GetString(Convert.FromBase64String(value[Base64Prefix.Length..^Base64Suffix.Length]));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return null;
        }
    }
}
