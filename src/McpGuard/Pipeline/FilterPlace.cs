using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>A list of filters. The guard's filters are at one end or at both.</summary>
internal interface IFilterPlace
{
    /// <summary>The list's path under <c>McpServerOptions.Filters</c>.</summary>
    string Name { get; }

    /// <summary>Puts the guard's filters at their ends, once each.</summary>
    void Take(McpServerOptions options);

    /// <summary>Whether the guard's filters are at their ends.</summary>
    bool IsTaken(McpServerOptions options);
}

internal static class FilterPlace
{
    public static IFilterPlace Of<TFilter>(
        string name,
        Func<McpServerOptions, IList<TFilter>> read,
        Action<McpServerOptions, IList<TFilter>> write,
        TFilter? first,
        TFilter? last)
        where TFilter : class => new Place<TFilter>(name, read, write, first, last);

    private sealed class Place<TFilter>(
        string name,
        Func<McpServerOptions, IList<TFilter>> read,
        Action<McpServerOptions, IList<TFilter>> write,
        TFilter? first,
        TFilter? last) : IFilterPlace
        where TFilter : class
    {
        public string Name => name;

        // A list of the guard's own: no other code holds it, and it behaves like any list.
        public void Take(McpServerOptions options)
        {
            var configured = read(options);
            write(options, configured is FilterList<TFilter> { IsChanged: false } own && IsTaken(own) ? own.Copy() : new(Around(configured)));
        }

        public bool IsTaken(McpServerOptions options) => IsTaken(read(options));

        private bool IsTaken(IList<TFilter> all) =>
            (first is null || all.FirstOrDefault() == first) && (last is null || all.LastOrDefault() == last);

        private TFilter[] Around(IList<TFilter> configured)
        {
            var own = 0;
            for (var i = 0; i < configured.Count; i++)
                own += IsOwn(configured[i]) ? 1 : 0;

            var all = new TFilter[configured.Count - own + (first is null ? 0 : 1) + (last is null ? 0 : 1)];
            var next = 0;
            if (first is not null)
                all[next++] = first;
            for (var i = 0; i < configured.Count; i++)
            {
                if (!IsOwn(configured[i]))
                    all[next++] = configured[i];
            }

            if (last is not null)
                all[next] = last;

            return all;
        }

        private bool IsOwn(TFilter filter) => filter == first || filter == last;
    }
}
