using System.CommandLine;

namespace McpGuard.Cli.Audit;

/// <summary>The directory of a log.</summary>
internal static class LogArgument
{
    public static Argument<DirectoryInfo> New() =>
        new Argument<DirectoryInfo>("DIR") { Description = "The directory of the audit log (Audit:File:Directory)." }.AcceptExistingOnly();

    /// <returns>The path of the directory, which has at least one segment.</returns>
    /// <exception cref="CommandException">There is no segment, so the directory is probably wrong.</exception>
    public static string PathOf(DirectoryInfo directory) => directory.EnumerateFiles("audit-*.jsonl").Any()
        ? directory.FullName
        : throw new CommandException($"There is no audit log in '{directory}'.");
}
