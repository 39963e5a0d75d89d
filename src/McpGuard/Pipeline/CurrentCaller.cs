namespace McpGuard;

/// <summary>
/// The caller, for code that runs on behalf of the call. Tools, prompts and resources take a <see cref="DelegatedCaller"/> as a parameter.
/// It flows with the call and ends with it, so neither another call nor work that continues after the call can see it.
/// </summary>
internal sealed class CurrentCaller : IDisposable
{
    private static readonly AsyncLocal<CurrentCaller?> _current = new();

    private volatile DelegatedCaller? _caller;

    private CurrentCaller(DelegatedCaller caller) => _caller = caller;

    /// <summary>Makes a caller the current one for everything that the calling method awaits, until the result is disposed.</summary>
    public static CurrentCaller Enter(DelegatedCaller caller) => _current.Value = new(caller);

    /// <param name="services">The scope of the call.</param>
    /// <param name="root">The services of the whole process. A caller in them would be visible to every call.</param>
    /// <exception cref="InvalidOperationException">No guarded request is running, or a singleton requests the caller.</exception>
    public static DelegatedCaller Get(IServiceProvider services, RootServices root)
    {
        if (_current.Value?._caller is not { } caller)
            throw new InvalidOperationException(
                "There is a DelegatedCaller only while a guarded request is served. Take it as a parameter of the tool's method.");
        if (ReferenceEquals(services, root.Services))
            throw new InvalidOperationException(
                "A DelegatedCaller belongs to one call, so a singleton cannot have it. Take it as a parameter of the tool's method, or make the " +
                    "service scoped.");

        return caller;
    }

    /// <summary>A worker that the call started may still hold this object, but finds no caller in it.</summary>
    public void Dispose() => _caller = null;
}
