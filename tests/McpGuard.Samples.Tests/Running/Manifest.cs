using YamlDotNet.RepresentationModel;

namespace McpGuard.Samples.Tests.Running;

/// <summary>A YAML document of the samples, read by paths of keys and positions.</summary>
internal sealed class Manifest(YamlNode node)
{
    public static Manifest Load(string path)
    {
        using var reader = new StringReader(File.ReadAllText(SourceTree.PathOf(path)));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return new(yaml.Documents.Single().RootNode);
    }

    public string Text => ((YamlScalarNode)node).Value!;

    public IEnumerable<Manifest> Items => ((YamlSequenceNode)node).Select(item => new Manifest(item));

    public IEnumerable<(string Key, string Value)> Pairs => ((YamlMappingNode)node).Children
        .Select(pair => (((YamlScalarNode)pair.Key).Value!, ((YamlScalarNode)pair.Value).Value!));

    public bool Has(string key) => ((YamlMappingNode)node).Children.ContainsKey(key);

    public Manifest At(params ReadOnlySpan<string> path) => path.IsEmpty ? this : Child(path[0]).At(path[1..]);

    private Manifest Child(string key) =>
        new(node is YamlSequenceNode items ? items[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)] : node[key]);
}
