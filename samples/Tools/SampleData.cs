using Microsoft.Extensions.Configuration;

namespace SampleTools;

/// <summary>Where the samples keep their data: <c>Data</c> in the configuration, or a folder of this machine's user.</summary>
public sealed class SampleData
{
    /// <summary>Reads the place from the configuration and makes the folder.</summary>
    /// <param name="configuration">The configuration.</param>
    public SampleData(IConfiguration configuration)
    {
        var root = configuration["Data"] ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "mcpguard-samples");
        Sandbox = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(root), "files")).FullName;
        Database = Path.Combine(Path.GetFullPath(root), "tickets.db");
    }

    /// <summary>The only folder that the file tools touch.</summary>
    public string Sandbox { get; }

    /// <summary>The SQLite file of the tickets.</summary>
    public string Database { get; }
}
