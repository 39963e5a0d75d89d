#pragma warning disable MCPEXP002 // A copy of all options has the request handlers too.

using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Adds the guard's filters after everything else has been configured, so that they are outermost and innermost whatever the order of the
/// author's calls. Without sessions the SDK makes options for each request, and collects all tools for it; if all requests are alike, each
/// gets a copy of the same options, with the same tools.
/// </summary>
internal sealed class GuardedServerOptionsFactory : OptionsFactory<McpServerOptions>, IOptionsFactory<McpServerOptions>
{
    private readonly GuardFilters _filters;
    private readonly ServerSurface _surface;
    private readonly bool _maySetUpOnce;
    private volatile McpServerOptions? _shared;

    public GuardedServerOptionsFactory(
        IEnumerable<IConfigureOptions<McpServerOptions>> setups,
        IEnumerable<IPostConfigureOptions<McpServerOptions>> postConfigures,
        IEnumerable<IValidateOptions<McpServerOptions>> validations,
        IEnumerable<IOptionsChangeTokenSource<McpServerOptions>> changes,
        GuardFilters filters,
        ServerSurface surface)
        : base(setups, postConfigures, validations)
    {
        _filters = filters;
        _surface = surface;
        _maySetUpOnce = setups.All(IsSameForEachRequest) && postConfigures.All(IsSameForEachRequest) && validations.All(IsSameForEachRequest);
        foreach (var source in changes)
            _ = ChangeWatch.OnChange(source.GetChangeToken, Forget);
    }

    McpServerOptions IOptionsFactory<McpServerOptions>.Create(string name) =>
        _maySetUpOnce && _surface.RequestsAreAlike && name == Options.DefaultName
            ? CopyOf(_shared ?? Share(Make(name)))
            : Make(name);

    private McpServerOptions Make(string name)
    {
        var options = Create(name);

        // A DelegatedCaller lives in the scope of its request.
        options.ScopeRequests = true;
        _filters.Install(options);
        return options;
    }

    // What a request adds to its tools is not for the next request.
    private McpServerOptions Share(McpServerOptions options)
    {
        Watch(options.ToolCollection);
        Watch(options.PromptCollection);
        Watch(options.ResourceCollection);
        return _shared = options;
    }

    private void Watch<TPrimitive>(McpServerPrimitiveCollection<TPrimitive>? primitives)
        where TPrimitive : IMcpServerPrimitive
    {
        if (primitives is null)
            return;

        // The author may have given all options the same collection.
        primitives.Changed -= Forget;
        primitives.Changed += Forget;
    }

    private void Forget(object? sender, EventArgs change) => Forget();

    private void Forget() => _shared = null;

    // A request may change everything but its tools, prompts and resources without an effect on others.
    private McpServerOptions CopyOf(McpServerOptions options)
    {
        var copy = Copy(options);
        copy.Handlers = Copy(options.Handlers);
        copy.RequestHandlers = options.RequestHandlers is { } handlers ? [.. handlers] : null;
        copy.Filters = Copy(options.Filters);
        copy.Filters.Message = Copy(options.Filters.Message);
        copy.Filters.Request = Copy(options.Filters.Request);
        _filters.Install(copy);
        return copy;
    }

    // A setup with services of its own may know the request. Those of the SDK do not, and a callback without services is the same each time.
    private static bool IsSameForEachRequest(object setup) =>
        setup is RefusalInstructions or ConfigureNamedOptions<McpServerOptions> or PostConfigureOptions<McpServerOptions> ||
        setup.GetType().Assembly.GetName().Name is "ModelContextProtocol" or "ModelContextProtocol.AspNetCore";

    // Newer versions of the SDK have further members, which a copy by hand would lose.
    private static T Copy<T>(T original)
        where T : class => (T)MemberwiseClone(original);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(MemberwiseClone))]
    private static extern object MemberwiseClone(object original);
}
