using System.Threading.Channels;

namespace McpGuard.TestSupport;

/// <summary>Keys that are read when the test says so, and as it says.</summary>
internal sealed class SteppedKeySource : IKeySource
{
    private readonly Channel<SigningKeySet?> _answers = Channel.CreateUnbounded<SigningKeySet?>();
    private int _readings;

    public KeyOrigin Origin { get; } = new("https://authority.example", "the test", "McpGuard:Authority");

    /// <summary>How many readings have begun.</summary>
    public int Readings => Volatile.Read(ref _readings);

    /// <summary>Lets one reading end with keys of these ids.</summary>
    public void Answer(params string[] keyIds) => _answers.Writer.TryWrite(KeySets.Of(keyIds));

    /// <summary>Lets one reading fail.</summary>
    public void Fail() => _answers.Writer.TryWrite(null);

    public async Task<SigningKeySet> ReadAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _readings);
        return await _answers.Reader.ReadAsync(cancellationToken) ?? throw new HttpRequestException("The test asked for this failure.");
    }
}
