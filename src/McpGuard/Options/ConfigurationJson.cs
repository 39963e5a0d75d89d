using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace McpGuard;

/// <summary>
/// Converts a configuration section back to JSON, as far as possible: a configuration keeps every value as a string. The reader of the JSON
/// knows which of them are numbers.
/// </summary>
internal static class ConfigurationJson
{
    private const int MaxDepth = 64;

    /// <returns>The JSON, or null if the section is empty.</returns>
    public static string? Read(IConfigurationSection section, ICollection<string> problems, Func<IConfigurationSection, bool>? isPlaceholder = null)
    {
        if (!section.Exists())
            return null;

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            Write(section, json, problems, MaxDepth, isPlaceholder);

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>The problem of a section that has different shapes in several sources.</summary>
    public static string Mixed(IConfigurationSection section) =>
        $"{section.Path} is a text in one place of the configuration and a list or an object in another. Write all of it in one.";

    private static void Write(
        IConfigurationSection section, Utf8JsonWriter json, ICollection<string> problems, int depth, Func<IConfigurationSection, bool>? isPlaceholder)
    {
        IConfigurationSection[] children = [.. section.GetChildren()];

        // Sources of a configuration are merged, so one of the two requirements would be lost.
        if (children.Length > 0 && section.Value is not null && isPlaceholder?.Invoke(section) is not true)
            problems.Add(Mixed(section));
        if (children.Length > 0 && depth == 0)
        {
            problems.Add($"{section.Path} is nested deeper than {MaxDepth} levels.");
            children = [];
        }

        if (children.Length == 0 && section.Value is { } value)
        {
            json.WriteStringValue(value);
        }
        else if (children.Length == 0)
        {
            // An empty object and null are the same here. Null would silently drop a requirement that somebody started to write.
            json.WriteStartObject();
            json.WriteEndObject();
        }
        else if (children.Select((child, index) => child.Key == index.ToString(System.Globalization.CultureInfo.InvariantCulture)).All(isNext => isNext))
        {
            json.WriteStartArray();
            foreach (var child in children)
                Write(child, json, problems, depth - 1, isPlaceholder);

            json.WriteEndArray();
        }
        else
        {
            // A part of the policy is removed in the same way as any other setting.
            json.WriteStartObject();
            foreach (var child in children.Where(child => depth < MaxDepth || child.Value != SettingText.Unset))
            {
                json.WritePropertyName(child.Key);
                Write(child, json, problems, depth - 1, isPlaceholder);
            }

            json.WriteEndObject();
        }
    }
}
