#pragma warning disable MCPEXP002 // The outermost place around a tool call; the contract tests hold what is leaned on.

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Puts the guard's filters around the server when everything else has been configured, so that they are outermost
/// and innermost whatever the order of the author's calls.
/// </summary>
internal sealed class GuardedServerOptionsFactory(
    IEnumerable<IConfigureOptions<McpServerOptions>> setups,
    IEnumerable<IPostConfigureOptions<McpServerOptions>> postConfigures,
    IEnumerable<IValidateOptions<McpServerOptions>> validations,
    IServiceProvider services)
    : OptionsFactory<McpServerOptions>(setups, postConfigures, validations), IOptionsFactory<McpServerOptions>
{
    McpServerOptions IOptionsFactory<McpServerOptions>.Create(string name)
    {
        var options = Create(name);

        // The parts are looked up by the first message: making them here would need the very options being made.
        options.Filters.Message.IncomingFilters.Insert(0, next => (message, cancellationToken) =>
            services.GetRequiredService<MessageGuard>().InvokeAsync(message, next, cancellationToken));

        options.Filters.Message.OutgoingFilters.Add(next => (message, cancellationToken) =>
            services.GetRequiredService<MessageGuard>().InvokeOutgoingAsync(message, next, cancellationToken));

        options.Filters.Request.CallToolWithAlternateFilters.Insert(0, (request, next, cancellationToken) =>
            services.GetRequiredService<ToolCallGuard>().InvokeAsync(request, next, cancellationToken));

        var filters = options.Filters.Request;
        filters.CallToolFilters.Add(next => (request, cancellationToken) =>
            services.GetRequiredService<MatchedCheck>().InvokeAsync(request, next, cancellationToken));

        filters.GetPromptFilters.Insert(0, next => (request, cancellationToken) =>
            services.GetRequiredService<PrimitiveGuard>().InvokeAsync(request, next, cancellationToken));
        filters.GetPromptFilters.Add(next => (request, cancellationToken) => MatchedCheck.InvokeAsync(request, next, cancellationToken));

        filters.ReadResourceFilters.Insert(0, next => (request, cancellationToken) =>
            services.GetRequiredService<PrimitiveGuard>().InvokeAsync(request, next, cancellationToken));
        filters.ReadResourceFilters.Add(next => (request, cancellationToken) => MatchedCheck.InvokeAsync(request, next, cancellationToken));

        filters.ListToolsFilters.Insert(0, next => (request, cancellationToken) =>
            services.GetRequiredService<ListFilter>().InvokeAsync(request, next, cancellationToken));
        filters.ListPromptsFilters.Insert(0, next => (request, cancellationToken) =>
            services.GetRequiredService<ListFilter>().InvokeAsync(request, next, cancellationToken));
        filters.ListResourcesFilters.Insert(0, next => (request, cancellationToken) =>
            services.GetRequiredService<ListFilter>().InvokeAsync(request, next, cancellationToken));
        filters.ListResourceTemplatesFilters.Insert(0, next => (request, cancellationToken) =>
            services.GetRequiredService<ListFilter>().InvokeAsync(request, next, cancellationToken));

        return options;
    }
}
