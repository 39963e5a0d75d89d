using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Makes the options anew from configuration and code, with everything that is wrong with them at once.</summary>
internal sealed class OptionsReader(
    IEnumerable<IConfigureOptions<McpGuardOptions>> setups,
    IEnumerable<IPostConfigureOptions<McpGuardOptions>> postConfigures,
    IEnumerable<IValidateOptions<McpGuardOptions>> validations)
{
    /// <returns>The options, or null if a value cannot even be read; and the problems.</returns>
    public (McpGuardOptions? Options, IReadOnlyList<string> Problems) Read()
    {
        McpGuardOptions options;
        try
        {
            // Without their validation, which would stop at the first kind of problem.
            options = new OptionsFactory<McpGuardOptions>(setups, postConfigures).Create(Options.DefaultName);
        }
        catch (InvalidOperationException exception)
        {
            return (null, [exception.Message]);
        }

        return (options, FindProblems(options));
    }

    /// <summary>What is wrong with options, wherever they come from.</summary>
    public IReadOnlyList<string> FindProblems(McpGuardOptions options) =>
        [.. validations.SelectMany(validation => validation.Validate(Options.DefaultName, options).Failures ?? [])];
}
