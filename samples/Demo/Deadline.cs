using System.Globalization;

namespace Demo;

/// <summary>The time in which the demo has to end. It knows what the demo waits for, so that a run that hangs says where.</summary>
internal sealed class Deadline(TimeSpan limit) : IDisposable
{
    private static readonly TimeSpan _default = TimeSpan.FromSeconds(55);

    // After the limit the demo stops its servers. Both together are a minute.
    private static readonly TimeSpan _stopping = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _source = new(limit);
    private volatile string _awaited = "its start";

    /// <summary>Cancelled when the time is over.</summary>
    public CancellationToken Token => _source.Token;

    /// <returns>The deadline of <c>--deadline SECONDS</c>, or the usual one.</returns>
    public static Deadline Of(string[] args) => new(args.SkipWhile(arg => arg != "--deadline").Skip(1).FirstOrDefault() is { } seconds
        ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))
        : _default);

    /// <summary>Notes what the demo waits for from now on.</summary>
    public void WaitFor(string what) => _awaited = what;

    /// <summary>Waits for the work until the time is over, also if the work does not listen to <see cref="Token"/>.</summary>
    /// <exception cref="DemoException">The time is over, or the work has failed.</exception>
    public async Task<T> KeepAsync<T>(Task<T> work)
    {
        try
        {
            return await work.WaitAsync(limit + _stopping);
        }
        catch (Exception) when (Token.IsCancellationRequested)
        {
            throw new DemoException($"The demo did not end within {limit.TotalSeconds} seconds. It waited for {_awaited}.");
        }
        catch (Exception exception)
        {
            throw new DemoException($"The demo could not continue. It waited for {_awaited}. {exception.Message}");
        }
    }

    public void Dispose() => _source.Dispose();
}
