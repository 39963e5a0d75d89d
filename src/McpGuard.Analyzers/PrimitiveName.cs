using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace McpGuard.Analyzers;

/// <summary>The name under which the SDK offers a method: the attribute's, or the method's in snake case without <c>Async</c>.</summary>
internal static class PrimitiveName
{
    private const string Suffix = "Async";

    public static string Of(AttributeData primitive, IMethodSymbol method) =>
        primitive.NamedArguments.FirstOrDefault(argument => argument.Key == "Name").Value.Value as string ?? SnakeCase(method.Name);

    private static string SnakeCase(string name)
    {
        var end = name.Length > Suffix.Length && name.EndsWith(Suffix, System.StringComparison.Ordinal) ? name.Length - Suffix.Length : name.Length;
        var words = new StringBuilder();
        for (var at = 0; at < end; at++)
        {
            if (at > 0 && char.IsUpper(name[at]) && (!char.IsUpper(name[at - 1]) || (at + 1 < end && char.IsLower(name[at + 1]))))
                words.Append('_');

            words.Append(char.ToLowerInvariant(name[at]));
        }

        return words.ToString();
    }
}
