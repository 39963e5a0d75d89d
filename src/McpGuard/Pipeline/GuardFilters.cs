#pragma warning disable MCPEXP002 // The outermost place around a tool call; contract tests check the behaviour that it relies on.

using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The guard's own filters, one object for each, so that a check can prove that each is at its end. The first filter decides, the last
/// compares what is about to run with what was decided.
/// </summary>
internal sealed class GuardFilters
{
    private readonly IFilterPlace[] _places;

    // The first message creates the parts: creating them here would need the options that are being made.
    public GuardFilters(IServiceProvider services)
    {
        var messages = new Part<MessageGuard>(services);
        var outgoing = new Part<OutgoingGuard>(services);
        var calls = new Part<ToolCallGuard>(services);
        var primitives = new Part<PrimitiveGuard>(services);
        var lists = new Part<ListFilter>(services);
        var target = new Part<TargetCheck>(services);

        _places =
        [
            FilterPlace.Of<McpMessageFilter>(
                "Message.IncomingFilters", o => o.Filters.Message.IncomingFilters, (o, all) => o.Filters.Message.IncomingFilters = all,
                first: next => (message, cancellationToken) => messages.Value.InvokeAsync(message, next, cancellationToken),
                last: next => new DispatchCheck(next).InvokeAsync),
            FilterPlace.Of<McpMessageFilter>(
                "Message.OutgoingFilters", o => o.Filters.Message.OutgoingFilters, (o, all) => o.Filters.Message.OutgoingFilters = all,
                first: null,
                last: next => (message, cancellationToken) => outgoing.Value.InvokeAsync(message, next, cancellationToken)),
            FilterPlace.Of<McpRequestInvocationFilter<CallToolRequestParams, ResultOrAlternate<CallToolResult>>>("Request.CallToolWithAlternateFilters",
                o => o.Filters.Request.CallToolWithAlternateFilters, (o, all) => o.Filters.Request.CallToolWithAlternateFilters = all,
                first: (request, next, cancellationToken) => calls.Value.InvokeAsync(request, next, cancellationToken),
                last: null),
            FilterPlace.Of<McpRequestFilter<CallToolRequestParams, CallToolResult>>(
                "Request.CallToolFilters", o => o.Filters.Request.CallToolFilters, (o, all) => o.Filters.Request.CallToolFilters = all,
                first: next => (request, cancellationToken) => ToolCallGuard.RunAsync(request, next, cancellationToken),
                last: next => (request, cancellationToken) => target.Value.InvokeAsync(request, next, cancellationToken)),
            Around("Request.GetPromptFilters", o => o.Filters.Request.GetPromptFilters, (o, all) => o.Filters.Request.GetPromptFilters = all),
            Around("Request.ReadResourceFilters", o => o.Filters.Request.ReadResourceFilters, (o, all) => o.Filters.Request.ReadResourceFilters = all),
            Around("Request.CompleteFilters", o => o.Filters.Request.CompleteFilters, (o, all) => o.Filters.Request.CompleteFilters = all),
            Around(
                "Request.SubscribeToResourcesFilters",
                o => o.Filters.Request.SubscribeToResourcesFilters,
                (o, all) => o.Filters.Request.SubscribeToResourcesFilters = all),
            Around(
                "Request.UnsubscribeFromResourcesFilters",
                o => o.Filters.Request.UnsubscribeFromResourcesFilters,
                (o, all) => o.Filters.Request.UnsubscribeFromResourcesFilters = all),
            FilterPlace.Of<McpRequestFilter<ListToolsRequestParams, ListToolsResult>>(
                "Request.ListToolsFilters", o => o.Filters.Request.ListToolsFilters, (o, all) => o.Filters.Request.ListToolsFilters = all,
                first: next => (request, cancellationToken) => lists.Value.InvokeAsync(request, next, cancellationToken), last: null),
            FilterPlace.Of<McpRequestFilter<ListPromptsRequestParams, ListPromptsResult>>(
                "Request.ListPromptsFilters", o => o.Filters.Request.ListPromptsFilters, (o, all) => o.Filters.Request.ListPromptsFilters = all,
                first: next => (request, cancellationToken) => lists.Value.InvokeAsync(request, next, cancellationToken), last: null),
            FilterPlace.Of<McpRequestFilter<ListResourcesRequestParams, ListResourcesResult>>(
                "Request.ListResourcesFilters", o => o.Filters.Request.ListResourcesFilters, (o, all) => o.Filters.Request.ListResourcesFilters = all,
                first: next => (request, cancellationToken) => lists.Value.InvokeAsync(request, next, cancellationToken), last: null),
            FilterPlace.Of<McpRequestFilter<ListResourceTemplatesRequestParams, ListResourceTemplatesResult>>("Request.ListResourceTemplatesFilters",
                o => o.Filters.Request.ListResourceTemplatesFilters, (o, all) => o.Filters.Request.ListResourceTemplatesFilters = all,
                first: next => (request, cancellationToken) => lists.Value.InvokeAsync(request, next, cancellationToken), last: null),
        ];

        IFilterPlace Around<TParams, TResult>(
            string name,
            Func<McpServerOptions, IList<McpRequestFilter<TParams, TResult>>> read,
            Action<McpServerOptions, IList<McpRequestFilter<TParams, TResult>>> write) => FilterPlace.Of<McpRequestFilter<TParams, TResult>>(name, read, write,
                first: next => (request, cancellationToken) => primitives.Value.InvokeAsync(request, next, cancellationToken),
                last: next => (request, cancellationToken) => TargetCheck.InvokeAsync(request, next, cancellationToken));
    }

    /// <summary>Moves the filters to the ends of their lists.</summary>
    public void Install(McpServerOptions options)
    {
        foreach (var place in _places)
            place.Take(options);
    }

    /// <summary>The lists in which another filter is at an end.</summary>
    public IEnumerable<string> FindLost(McpServerOptions options) => _places.Where(place => !place.IsTaken(options)).Select(place => place.Name);

    // Found once, and not once for each message.
    private sealed class Part<T>(IServiceProvider services)
        where T : class
    {
        private T? _value;

        public T Value => _value ??= services.GetRequiredService<T>();
    }
}
