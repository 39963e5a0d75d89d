using System.Runtime.InteropServices;
using System.Text.Json;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The permit from the decision on a target: for this target with these arguments, once.</summary>
internal sealed class RunPermit(string name, IMcpServerPrimitive? primitive, IDictionary<string, JsonElement>? arguments) : SinglePermit
{
    // A copy, since the dictionary itself can be changed in place. Its elements cannot.
    private readonly KeyValuePair<string, JsonElement>[] _arguments = arguments is { Count: > 0 } ? [.. arguments] : [];

    /// <summary>Whether this is still what was decided, argument by argument and byte by byte.</summary>
    public bool IsFor(string? target, IMcpServerPrimitive? matched, IDictionary<string, JsonElement>? given) =>
        target == name && ReferenceEquals(matched, primitive) && AreJudged(given);

    // Compared in order, since readers also use their order.
    private bool AreJudged(IDictionary<string, JsonElement>? given)
    {
        if ((given?.Count ?? 0) != _arguments.Length)
            return false;
        if (_arguments.Length == 0)
            return true;

        // The usual dictionary, and no type derived from it, is read without an object for its enumerator.
        return given!.GetType() == typeof(Dictionary<string, JsonElement>)
            ? AreJudged(((Dictionary<string, JsonElement>)given).GetEnumerator())
            : AreJudged(given.GetEnumerator());
    }

    private bool AreJudged<TEnumerator>(TEnumerator given)
        where TEnumerator : IEnumerator<KeyValuePair<string, JsonElement>>
    {
        var index = 0;
        using (given)
        {
            while (given.MoveNext())
            {
                var (key, value) = given.Current;
                if (index >= _arguments.Length || key != _arguments[index].Key || !AreEqual(value, _arguments[index].Value))
                    return false;

                index++;
            }
        }

        return index == _arguments.Length;
    }

    private static bool AreEqual(JsonElement one, JsonElement other) => one.ValueKind == other.ValueKind &&
        (one.ValueKind == JsonValueKind.Undefined || JsonMarshal.GetRawUtf8Value(one).SequenceEqual(JsonMarshal.GetRawUtf8Value(other)));
}
