using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace McpGuard.Tests.Documentation;

/// <summary>The documentation of types and members in the code: as plain text, or with code and names marked for a page.</summary>
internal static partial class XmlSummaries
{
    private static readonly Dictionary<string, XElement> _summaries = SourceTree.Assemblies
        .Select(assembly => Path.ChangeExtension(assembly.Location, ".xml")).Where(File.Exists)
        .SelectMany(file => XDocument.Load(file, LoadOptions.PreserveWhitespace).Descendants("member"))
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!);

    public static string Of(Type type) => Text($"T:{type.FullName}", "");

    public static string OfProperty(Type owner, string name) => Text($"P:{owner.FullName}.{name}", "");

    public static string MarkedOfProperty(Type owner, string name) => Text($"P:{owner.FullName}.{name}", "`");

    public static string MarkedOfValue<TEnum>(TEnum value) where TEnum : struct, Enum => Text($"F:{typeof(TEnum).FullName}.{value}", "`");

    private static string Text(string member, string mark) =>
        Spaces().Replace(string.Concat(_summaries[member].Nodes().Select(node => Text(node, mark))), " ").Trim();

    private static string Text(XNode node, string mark) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { } member => $"{mark}{member.Value.Split('.')[^1]}{mark}",
        XElement { Name.LocalName: "see" } see => $"{mark}{see.Attribute("langword")?.Value}{mark}",
        XElement element => $"{mark}{element.Value}{mark}",
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
