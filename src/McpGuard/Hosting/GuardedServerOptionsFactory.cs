#pragma warning disable MCP9005 // A copy of all options has the filters of obsolete requests too.

using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Adds the guard's filters after everything else has been configured, so that they are outermost and innermost whatever the order of the
/// author's calls. Without sessions the SDK makes options for each request, and collects all tools for it. If no code of the author's makes
/// them, each request gets a copy of the same options, with the same tools.
/// </summary>
internal sealed class GuardedServerOptionsFactory : OptionsFactory<McpServerOptions>, IOptionsFactory<McpServerOptions>
{
    [ThreadStatic]
    private static bool _isForRequest;

    private readonly GuardFilters _filters;
    private volatile bool _areSame;
    private volatile McpServerOptions? _shared;

    public GuardedServerOptionsFactory(
        IEnumerable<IConfigureOptions<McpServerOptions>> setups,
        IEnumerable<IPostConfigureOptions<McpServerOptions>> postConfigures,
        IEnumerable<IValidateOptions<McpServerOptions>> validations,
        IEnumerable<IOptionsChangeTokenSource<McpServerOptions>> changes,
        GuardFilters filters)
        : base(setups, postConfigures, validations)
    {
        _filters = filters;
        _areSame = setups.All(IsSameEachTime) && postConfigures.All(IsSameEachTime) && !validations.Any() && !changes.Any();
    }

    /// <summary>Says whether the next options that this thread makes are for a request that is like all others.</summary>
    public static void Expect(bool isForRequest) => _isForRequest = isForRequest;

    McpServerOptions IOptionsFactory<McpServerOptions>.Create(string name)
    {
        var isForRequest = _isForRequest;
        _isForRequest = false;
        return isForRequest && _areSame && name == Options.DefaultName ? CopyOf(_shared ?? Share(Make(name))) : Make(name);
    }

    private McpServerOptions Make(string name)
    {
        var options = Create(name);

        // A DelegatedCaller lives in the scope of its request.
        options.ScopeRequests = true;
        _filters.Install(options);
        return options;
    }

    private McpServerOptions Share(McpServerOptions options)
    {
        Watch(options.ToolCollection);
        Watch(options.PromptCollection);
        Watch(options.ResourceCollection);
        return _shared = options;
    }

    // No request that begins after such a change shares its tools. One that runs already can find what another adds; the policy decides on it.
    private void Watch<TPrimitive>(McpServerPrimitiveCollection<TPrimitive>? primitives)
        where TPrimitive : IMcpServerPrimitive
    {
        if (primitives is not null)
            primitives.Changed += (_, _) => _areSame = false;
    }

    // All that the SDK sets up and a request could change, but its tools, prompts and resources.
    private McpServerOptions CopyOf(McpServerOptions options)
    {
        var copy = Copy(options);
        copy.Handlers = Copy(options.Handlers);
        copy.Filters = Copy(options.Filters);
        copy.Filters.Message = Copy(options.Filters.Message);
        copy.Filters.Request = Copy(options.Filters.Request);
        copy.Filters.Request.SetLoggingLevelFilters = [.. options.Filters.Request.SetLoggingLevelFilters];
        _filters.Install(copy);
        return copy;
    }

    // What the SDK and the guard set up does not depend on the request. What an author's code depends on is unknown.
    private static bool IsSameEachTime(object setup) => setup is RefusalInstructions || IsOfSdk(setup) || setup switch
    {
        ConfigureNamedOptions<McpServerOptions> { Action.Target: { } closure } => Is<ConfigureNamedOptions<McpServerOptions>>(setup) && IsOfSdk(closure),
        PostConfigureOptions<McpServerOptions> { Action.Target: { } closure } => Is<PostConfigureOptions<McpServerOptions>>(setup) && IsOfSdk(closure),
        _ => false,
    };

    // A derived class may do more.
    private static bool Is<T>(object setup) => setup.GetType() == typeof(T);

    private static bool IsOfSdk(object code) => code.GetType().Assembly.GetName().Name is "ModelContextProtocol" or "ModelContextProtocol.AspNetCore";

    // Newer versions of the SDK have further members, which a copy by hand would lose.
    private static T Copy<T>(T original)
        where T : class => (T)MemberwiseClone(original);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(MemberwiseClone))]
    private static extern object MemberwiseClone(object original);
}
