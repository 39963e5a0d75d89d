using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Makes the options again from configuration and code, with all their problems.</summary>
internal sealed class OptionsReader(
    IEnumerable<IConfigureOptions<McpGuardOptions>> setups,
    IEnumerable<IPostConfigureOptions<McpGuardOptions>> postConfigures,
    IEnumerable<IValidateOptions<McpGuardOptions>> validations)
{
    /// <returns>The options, or null if a value cannot be read, and the problems.</returns>
    public (McpGuardOptions? Options, IReadOnlyList<string> Problems) Read()
    {
        McpGuardOptions options;
        try
        {
            // Without validation, which would stop at the first kind of problem.
            options = new OptionsFactory<McpGuardOptions>(setups, postConfigures).Create(Options.DefaultName);
        }
        catch (InvalidOperationException exception)
        {
            return (null, [exception.Message]);
        }

        return (options, FindProblems(options));
    }

    /// <summary>The problems of options from any source.</summary>
    public IReadOnlyList<string> FindProblems(McpGuardOptions options) =>
        [.. validations.SelectMany(validation => validation.Validate(Options.DefaultName, options).Failures ?? [])];
}
