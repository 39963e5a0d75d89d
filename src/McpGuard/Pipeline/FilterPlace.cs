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

        // The configured filters are the same for each request, unless some code makes new ones.
        private volatile Prepared? _last;

        // A list of the guard's own: no other code holds it, and it behaves like any list.
        public void Take(McpServerOptions options)
        {
            var configured = read(options);
            var prepared = _last;
            if (prepared?.IsFor(configured) is not true)
                _last = prepared = new([.. configured], Around(configured));

            write(options, new FilterList<TFilter>(prepared.All));
        }

        public bool IsTaken(McpServerOptions options)
        {
            var all = read(options);
            return (first is null || all.FirstOrDefault() == first) && (last is null || all.LastOrDefault() == last);
        }

        private TFilter[] Around(IEnumerable<TFilter> configured)
        {
            var all = configured.Where(filter => filter != first && filter != last).ToList();
            if (first is not null)
                all.Insert(0, first);
            if (last is not null)
                all.Add(last);

            return [.. all];
        }

        // Equal delegates run the same code on the same object.
        private sealed record Prepared(TFilter[] Configured, TFilter[] All)
        {
            public bool IsFor(IList<TFilter> configured)
            {
                if (configured.Count != Configured.Length)
                    return false;

                for (var i = 0; i < Configured.Length; i++)
                {
                    if (!configured[i].Equals(Configured[i]))
                        return false;
                }

                return true;
            }
        }
    }
}
