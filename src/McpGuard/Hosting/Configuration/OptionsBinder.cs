using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Fills the options from the configuration section, and reports all problems, each time the options are made.</summary>
internal sealed class OptionsBinder(SettingsSources sources) : IConfigureOptions<McpGuardOptions>, IValidateOptions<McpGuardOptions>
{
    public void Configure(McpGuardOptions options) => Read(options, []);

    public ValidateOptionsResult Validate(string? name, McpGuardOptions options)
    {
        List<string> problems = [.. sources.FindFaults()];
        Read(new McpGuardOptions(), problems);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private void Read(McpGuardOptions options, ICollection<string> problems)
    {
        if (sources.Section is { } section)
            new SettingsReader(problems, sources.IsPlaceholder).Read(section, options);
    }
}
