using System.Text.Json;
using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.Compliance.Redaction;

namespace McpGuard;

/// <summary>The named forms of a value in a record.</summary>
internal static class RedactionRule
{
    public const string Hash = "Hash";
    public const string Length = "Length";

    /// <param name="name">
    /// <c>Show</c>, <c>Hash</c>, <c>Length</c>, or a data classification <c>taxonomy:value</c> whose redactor the application has
    /// registered.
    /// </param>
    /// <param name="digest">Makes digests of values, or null if only the problem is wanted.</param>
    /// <param name="redactors">The application's redactors.</param>
    /// <param name="redact">The form, if the name is known.</param>
    /// <returns>The problem of the name, or null.</returns>
    public static string? Find(string name, AuditDigest? digest, IRedactorProvider? redactors, out Func<JsonElement, string>? redact)
    {
        redact = name switch
        {
            "Show" => TextOf,
            Hash => value => digest!.OfTexts(TextOf(value)),
            Length => value => $"{TextOf(value).Length} characters",
            _ => null,
        };
        if (redact is not null)
            return null;

        if (name.Split(':') is not [{ Length: > 0 } taxonomy, { Length: > 0 } classification])
            return "There is no such rule. Use Show, Hash, Length, or a data classification such as mycompany:personal.";
        if (redactors is null)
            return "It names a data classification, but no redactors are registered. Call services.AddRedaction(…).";

        var redactor = redactors.GetRedactor(new DataClassification(taxonomy, classification));
        redact = value => redactor.Redact(TextOf(value));
        return null;
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Undefined => "null",
        _ => value.GetRawText(),
    };
}
