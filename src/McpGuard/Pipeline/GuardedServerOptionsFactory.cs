using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Adds the guard's filters after everything else has been configured, so that they are outermost and innermost whatever the order of the
/// author's calls.
/// </summary>
internal sealed class GuardedServerOptionsFactory(
    IEnumerable<IConfigureOptions<McpServerOptions>> setups,
    IEnumerable<IPostConfigureOptions<McpServerOptions>> postConfigures,
    IEnumerable<IValidateOptions<McpServerOptions>> validations,
    GuardFilters filters)
    : OptionsFactory<McpServerOptions>(setups, postConfigures, validations), IOptionsFactory<McpServerOptions>
{
    McpServerOptions IOptionsFactory<McpServerOptions>.Create(string name)
    {
        var options = Create(name);

        // A DelegatedCaller lives in the scope of its request.
        options.ScopeRequests = true;
        filters.Install(options);
        return options;
    }
}
