using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace McpGuard.Analyzers;

/// <summary>The settings files of the project, as far as a rule has to know that something stands there.</summary>
internal sealed class Settings(ImmutableArray<AdditionalText> files, CancellationToken cancellationToken)
{
    private readonly string[] _texts =
    [
        .. files.Where(file => Path.GetFileName(file.Path).StartsWith("appsettings", StringComparison.OrdinalIgnoreCase))
            .Select(file => file.GetText(cancellationToken)?.ToString() ?? ""),
    ];

    public bool Name(string text) => _texts.Any(settings => settings.IndexOf($"\"{text}\"", StringComparison.OrdinalIgnoreCase) >= 0);
}
