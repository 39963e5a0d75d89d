using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace McpGuard.Tests.Documentation;

/// <summary>The first sentences of the documentation in the code, as plain text.</summary>
internal static partial class XmlSummaries
{
    private static readonly Dictionary<string, string> _summaries = SourceTree.Assemblies
        .Select(assembly => Path.ChangeExtension(assembly.Location, ".xml")).Where(File.Exists)
        .SelectMany(file => XDocument.Load(file).Descendants("member"))
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => Plain(member.Element("summary")!));

    public static string Of(Type type) => _summaries[$"T:{type.FullName}"];

    public static string OfProperty(Type owner, string name) => _summaries[$"P:{owner.FullName}.{name}"];

    public static string OfValue<TEnum>(TEnum value) where TEnum : struct, Enum => _summaries[$"F:{typeof(TEnum).FullName}.{value}"];

    private static string Plain(XElement summary) => Spaces().Replace(string.Concat(summary.DescendantNodes().Select(Plain)), " ").Trim();

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { } member => member.Value.Split('.')[^1],
        XElement { Name.LocalName: "see" } see => see.Attribute("langword")?.Value ?? "",
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
