using System.Collections;
using System.Reflection;

namespace McpGuard.TestSupport;

/// <summary>What an object leads to, private fields included.</summary>
internal static class Reachable
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>All texts in the fields of the guard's own objects and of claims, and of those behind them.</summary>
    public static IReadOnlyList<string> TextsFrom(object root)
    {
        var texts = new List<string>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object?>([root]);
        while (waiting.TryPop(out var next))
        {
            if (next is string text)
                texts.Add(text);
            else if (next is not null && seen.Add(next))
                Open(next, waiting);
        }

        return texts;
    }

    private static void Open(object owner, Stack<object?> waiting)
    {
        if (owner is IEnumerable elements)
        {
            foreach (var element in elements)
                waiting.Push(element);
        }

        for (var type = owner.GetType(); type is not null && IsOpened(type); type = type.BaseType)
        {
            foreach (var field in type.GetFields(Fields))
                waiting.Push(field.GetValue(owner));
        }
    }

    private static bool IsOpened(Type type) => type.Namespace is { } name &&
        (name.StartsWith("McpGuard", StringComparison.Ordinal) || name == "System.Security.Claims");
}
