namespace McpGuard.Cli.Tests.Running;

/// <summary>The repository that the tests run in.</summary>
internal static class Repository
{
    public static string Folder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "McpGuard.sln")))
                folder = folder.Parent ?? throw new InvalidOperationException("The tests run inside the repository.");

            return folder.FullName;
        }
    }
}
