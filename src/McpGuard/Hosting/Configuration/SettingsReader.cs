using System.Collections;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;

namespace McpGuard;

/// <summary>
/// Reads the configuration section into the options. A single string is a list of one where a list is expected. Every other wrong shape,
/// wrong value and unknown key is a problem. Reading continues, so that all problems are reported at once.
/// </summary>
internal sealed class SettingsReader(ICollection<string> problems, Func<IConfigurationSection, bool>? isPlaceholder = null)
{
    public void Read(IConfigurationSection section, McpGuardOptions options)
    {
        if (IsContainer(section, "an object with settings"))
            ReadObject(section, OptionsJson.Default.McpGuardOptions, options);
    }

    private void ReadObject(IConfigurationSection section, JsonTypeInfo type, object target)
    {
        foreach (var child in section.GetChildren())
        {
            if (type.Properties.FirstOrDefault(property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is not { } property)
                problems.Add(
                    $"{child.Path} is not an option{NearestName.Suggest(child.Key, type.Properties.Select(property => property.Name))} Correct or remove it.");
            else if (child.Value != SettingText.Unset || child.GetChildren().Any())
                ReadProperty(child, property, type.Options.GetTypeInfo(property.PropertyType), target);
        }
    }

    private void ReadProperty(IConfigurationSection section, JsonPropertyInfo property, JsonTypeInfo type, object target)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when IsContainer(section, "an object"):
                if (property.Get!(target) is not { } nested)
                    property.Set!(target, nested = type.CreateObject!());

                ReadObject(section, type, nested);
                break;
            case JsonTypeInfoKind.Dictionary when IsContainer(section, "an object with an entry for each name"):
                ReadEntries(section, type, (IDictionary)property.Get!(target)!);
                break;
            case JsonTypeInfoKind.Enumerable:
                ReadList(section, (IList<string>)property.Get!(target)!);
                break;
            case JsonTypeInfoKind.None when property.Name == nameof(McpGuardOptions.Policy) && target is McpGuardOptions options:
                if (IsContainer(section, "an object"))
                    options.Policy = ConfigurationJson.Read(section, problems, isPlaceholder);
                break;
            case JsonTypeInfoKind.None when ReadValue(section, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is { } value:
                property.Set!(target, value);
                break;
        }
    }

    private void ReadEntries(IConfigurationSection section, JsonTypeInfo type, IDictionary entries)
    {
        var element = type.Options.GetTypeInfo(type.ElementType!);
        foreach (var entry in section.GetChildren())
        {
            if (element.Kind == JsonTypeInfoKind.None)
            {
                if (ReadValue(entry, element.Type) is { } value)
                    entries[entry.Key] = value;
            }
            else if (IsContainer(entry, "an object"))
            {
                entries[entry.Key] ??= element.CreateObject!();
                ReadObject(entry, element, entries[entry.Key]!);
            }
        }
    }

    private void ReadList(IConfigurationSection section, IList<string> list)
    {
        IConfigurationSection[] items = [.. section.GetChildren()];
        if (items.Length == 0)
        {
            if (string.IsNullOrEmpty(section.Value))
                problems.Add($"{section.Path} is empty, which could mean none or all. Add entries, remove it, or write {SettingText.Unset}.");
            else
                list.Add(section.Value);
        }
        else if (!IsMixed(section) && AreIndices(section, items))
        {
            foreach (var item in items)
            {
                if (ReadValue(item, typeof(string)) is string text)
                    list.Add(text);
            }
        }
    }

    private object? ReadValue(IConfigurationSection section, Type type)
    {
        var expected = SettingText.Describe(type);
        if (IsMixed(section))
            return null;
        if (section.GetChildren().Any())
            problems.Add($"{section.Path} is {ShapeOf(section)}. Write {expected}.");
        else if (string.IsNullOrEmpty(section.Value))
            problems.Add($"{section.Path} is {ShapeOf(section)}, which has no meaning. Write {expected}, or leave it out.");
        else if (SettingText.Parse(section.Value, type) is { } value)
            return value;
        else
            problems.Add($"{section.Path} is '{SettingText.Shown(section.Value)}', which is not {expected}{SettingText.Suggest(section.Value, type)}");

        return null;
    }

    private bool AreIndices(IConfigurationSection section, IConfigurationSection[] items)
    {
        var keys = items.Select(item => item.Key).ToHashSet(StringComparer.Ordinal);
        if (Enumerable.Range(0, items.Length).All(index => keys.Contains(index.ToString(CultureInfo.InvariantCulture))))
            return true;

        problems.Add(
            $"{section.Path} has the entries {SettingText.Shown(string.Join(", ", keys))}. Write a list: one text, or entries numbered from 0 without a gap.");
        return false;
    }

    // An empty object and null are the same in a configuration, and both are treated as empty.
    private bool IsContainer(IConfigurationSection section, string expected)
    {
        if (IsMixed(section))
            return false;
        if (section.Value is not { } value || IsPlaceholder(section))
            return true;

        problems.Add(
            $"{section.Path} is {(value.Length == 0 ? "an empty text or list" : "a text")}. Write {expected}, or {SettingText.Unset} to remove its setting.");
        return false;
    }

    // Sources of a configuration are merged, so one of the two would be lost.
    private bool IsMixed(IConfigurationSection section)
    {
        if (section.Value is null || !section.GetChildren().Any() || IsPlaceholder(section))
            return false;

        problems.Add(ConfigurationJson.Mixed(section));
        return true;
    }

    private bool IsPlaceholder(IConfigurationSection section) => isPlaceholder?.Invoke(section) is true;

    private static string ShapeOf(IConfigurationSection section)
    {
        if (section.GetChildren().FirstOrDefault() is { } child)
            return int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "a list" : "an object";

        return section.Value is null ? "null" : "empty";
    }
}
