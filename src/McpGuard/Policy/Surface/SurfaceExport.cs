namespace McpGuard;

/// <summary>
/// Writes the manifest of a server in place of serving, if the environment asks for it. So <c>mcpguard policy</c> gets the manifest of an
/// assembly. It happens before the options are checked, and before anything listens or is recorded.
/// </summary>
internal static class SurfaceExport
{
    /// <summary>The environment variable with the path of the file.</summary>
    public const string Variable = "MCPGUARD_WRITE_SURFACE";

    /// <summary>Writes the manifest and ends the process, if it is asked to.</summary>
    public static void WriteIfAsked(Func<ServerSurface> surface)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path)
            return;

        File.WriteAllText(path, surface().ToJson());
        Environment.Exit(0);
    }
}
