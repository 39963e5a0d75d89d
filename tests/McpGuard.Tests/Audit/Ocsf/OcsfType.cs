namespace McpGuard.Tests.Audit.Ocsf;

/// <summary>What the schema says of a type of values.</summary>
internal sealed record OcsfType(string Name, string Base, long? Least, long? Most, int? Longest)
{
    public static OcsfType Parse(string line)
    {
        var words = line.Split(' ');
        var range = words is [_, _, _, "range", var bounds] ? bounds.Split("..").Select(long.Parse).ToArray() : null;
        int? longest = words is [_, _, _, "longest", var length] ? int.Parse(length) : null;
        return new(words[1], words[2], range?[0], range?[1], longest);
    }
}
