using System.Diagnostics.CodeAnalysis;

namespace McpGuard;

/// <summary>The address that gets a notice of each change of an approval, signed as Standard Webhooks describes.</summary>
public sealed class ApprovalWebhookOptions
{
    /// <summary>The address. <c>https</c>, or <c>http</c> on loopback.</summary>
    [StringSyntax(StringSyntaxAttribute.Uri)]
    public string? Address { get; set; }

    /// <summary>The key of the signature, base64, at least 24 bytes. The prefix <c>whsec_</c> is optional.</summary>
    public string? Secret { get; set; }

    internal byte[]? Key
    {
        get
        {
            var text = Secret is not null && Secret.StartsWith("whsec_", StringComparison.Ordinal) ? Secret["whsec_".Length..] : Secret ?? "";
            var key = new byte[text.Length];
            return Convert.TryFromBase64String(text, key, out var length) ? key[..length] : null;
        }
    }
}
