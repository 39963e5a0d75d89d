using System.CommandLine;
using McpGuard.Testing;

namespace McpGuard.Cli.Policy;

/// <summary>The files that a policy is judged by, as options of a command.</summary>
internal sealed class PolicyInput
{
    private readonly Option<FileInfo> _surface = new Option<FileInfo>("--surface")
    {
        Description = SurfaceFile.Description,
        HelpName = "FILE",
        Required = true,
    }.AcceptExistingOnly();

    private readonly Option<FileInfo[]> _base = new Option<FileInfo[]>("--base")
    {
        Description = "A settings file that the server reads before. It can be given several times.",
        HelpName = "FILE",
    }.AcceptExistingOnly();

    public static Argument<FileInfo> Settings(string name) =>
        new Argument<FileInfo>(name) { Description = $"The settings file with the section {McpGuardDefaults.ConfigurationSection}, such as appsettings.json." }
            .AcceptExistingOnly();

    public void AddTo(Command command)
    {
        command.Add(_surface);
        command.Add(_base);
    }

    public string SurfacePath(ParseResult parsed) => SurfaceFile.PathOf(parsed.GetRequiredValue(_surface));

    public string[] SettingsPaths(ParseResult parsed, FileInfo settings) => [.. (parsed.GetValue(_base) ?? []).Append(settings).Select(file => file.FullName)];

    /// <exception cref="McpGuardConfigurationException">The policy has problems.</exception>
    public LoadedPolicy Load(ParseResult parsed, FileInfo settings)
    {
        var options = PolicyFiles.ReadSettings(SettingsPaths(parsed, settings));
        return new LoadedPolicy(options, PolicyExplainer.For(PolicyFiles.ReadSurface(SurfacePath(parsed)), options));
    }
}
