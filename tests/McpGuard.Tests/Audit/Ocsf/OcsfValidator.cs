using System.Net;
using System.Text.Json;

namespace McpGuard.Tests.Audit.Ocsf;

/// <summary>Holds an event to the published schema: what is unknown, missing, of another type or another value is a problem.</summary>
internal sealed class OcsfValidator
{
    private static readonly string[] _profiles = ["security_control", "trace"];

    private readonly List<string> _problems = [];
    private readonly HashSet<string> _declared = [];

    public static IReadOnlyList<string> Problems(string json)
    {
        using var document = JsonDocument.Parse(json);
        var validator = new OcsfValidator();
        validator.CheckEvent(document.RootElement);
        return validator._problems;
    }

    private void CheckEvent(JsonElement root)
    {
        var uid = root.TryGetProperty("class_uid", out var value) ? value.GetRawText() : "";
        if (!OcsfSchema.Known.Classes.TryGetValue(uid, out var shape))
        {
            _problems.Add($"class_uid: '{uid}' is not a class");
            return;
        }

        if (root.TryGetProperty("metadata", out var metadata))
            CheckMetadata(metadata);

        Check("", root, shape);
        if (root.TryGetProperty("activity_id", out var activity) && root.TryGetProperty("type_uid", out var type) &&
            type.GetInt64() != (value.GetInt64() * 100) + activity.GetInt64())
            _problems.Add("type_uid: is not class_uid * 100 + activity_id");
    }

    private void CheckMetadata(JsonElement metadata)
    {
        if (metadata.TryGetProperty("version", out var version) && version.GetString() != OcsfSchema.Version)
            _problems.Add($"metadata.version: is not {OcsfSchema.Version}");
        if (!metadata.TryGetProperty("profiles", out var profiles))
            return;

        foreach (var profile in profiles.EnumerateArray().Select(profile => profile.GetString()!))
        {
            if (!_profiles.Contains(profile) || !_declared.Add(profile))
                _problems.Add($"metadata.profiles: '{profile}' is unknown or doubled");
        }
    }

    private void Check(string path, JsonElement element, OcsfShape shape)
    {
        var seen = new HashSet<string>();
        foreach (var member in element.EnumerateObject())
        {
            var at = $"{path}{member.Name}";
            if (!seen.Add(member.Name))
                _problems.Add($"{at}: is doubled");
            else if (!shape.Attributes.TryGetValue(member.Name, out var attribute))
                _problems.Add($"{at}: is unknown");
            else if (attribute.Profile is { } profile && !_declared.Contains(profile))
                _problems.Add($"{at}: needs the profile {profile}");
            else
                CheckMember(at, member.Value, attribute, element);
        }

        _problems.AddRange(
            shape.Attributes.Values.Where(attribute => attribute.IsRequired && !seen.Contains(attribute.Name))
                .Select(attribute => $"{path}{attribute.Name}: is missing"));
        if (shape.AtLeastOneOf.Count > 0 && !seen.Overlaps(shape.AtLeastOneOf))
            _problems.Add($"{path}: has none of {string.Join(", ", shape.AtLeastOneOf)}");
    }

    private void CheckMember(string path, JsonElement value, OcsfAttribute attribute, JsonElement parent)
    {
        if (attribute.IsArray && (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0))
            _problems.Add($"{path}: is not an array, or an empty one");
        else if (!attribute.IsArray)
            CheckValue(path, value, attribute, parent);
        else
            foreach (var item in value.EnumerateArray())
                CheckValue($"{path}[]", item, attribute, parent);
    }

    private void CheckValue(string path, JsonElement value, OcsfAttribute attribute, JsonElement parent)
    {
        if (!OcsfSchema.Known.Types.TryGetValue(attribute.Type, out var type))
        {
            CheckObject(path, value, attribute.Type);
            return;
        }

        if (!IsOfType(value, type))
            _problems.Add($"{path}: {value.GetRawText()} is not {type.Name}");
        else if (attribute.Values.Count > 0)
            CheckChoice(path, value.ToString(), attribute, parent);
    }

    private void CheckObject(string path, JsonElement value, string type)
    {
        if (value.ValueKind != JsonValueKind.Object)
            _problems.Add($"{path}: {value.GetRawText()} is not an object");
        else if (OcsfSchema.Known.Objects.TryGetValue(type, out var shape))
            Check($"{path}.", value, shape);
        else if (type != "object")
            _problems.Add($"{path}: the object {type} is not described here");
    }

    private void CheckChoice(string path, string value, OcsfAttribute attribute, JsonElement parent)
    {
        if (!attribute.Values.TryGetValue(value, out var caption))
            _problems.Add($"{path}: {value} is not one of {string.Join(", ", attribute.Values.Keys)}");
        if (attribute.Sibling is null)
            return;

        var said = parent.TryGetProperty(attribute.Sibling, out var sibling) ? sibling.GetString() : null;
        if (value == "99" ? said is null : said is not null && said != caption)
            _problems.Add($"{path}: {attribute.Sibling} is '{said}', not '{caption}'");
    }

    private static bool IsOfType(JsonElement value, OcsfType type) => type.Base switch
    {
        "string_t" => value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !(text.Length > type.Longest) &&
            (type.Name != "ip_t" || IPAddress.TryParse(text, out _)) && (type.Name != "url_t" || Uri.TryCreate(text, UriKind.Absolute, out _)),
        "integer_t" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && !(number < type.Least) && !(number > type.Most),
        "long_t" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && (type.Name != "timestamp_t" || IsPlausible(number)),
        "boolean_t" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind != JsonValueKind.Null,
    };

    // Seconds or ticks in the place of milliseconds would be another century.
    private static bool IsPlausible(long milliseconds) => milliseconds is > 946_684_800_000 and < 4_102_444_800_000;
}
