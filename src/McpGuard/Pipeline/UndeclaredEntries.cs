using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>Warns once of each entry that the server lists and that no caller may use. The guard cannot know the targets of a handler before.</summary>
internal sealed class UndeclaredEntries(ILogger<UndeclaredEntries> logger)
{
    private const int MaxNames = 100;

    private readonly ConcurrentDictionary<(TargetKind Kind, string Name), bool> _named = new();

    public void Warn(TargetKind kind, string name)
    {
        if (_named.Count < MaxNames && _named.TryAdd((kind, name), true))
            Quietly.Run(() => Log.EntryUndeclared(logger, kind.ToString().ToLowerInvariant(), ShownName.Of(name), McpGuardDefaults.ConfigurationSection));
    }
}
