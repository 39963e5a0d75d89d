using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;
using McpGuard.Benchmarks.Load;

namespace McpGuard.Benchmarks.Flood;

/// <summary>Connections that call with another made-up token each time, as fast as they are answered.</summary>
internal sealed class MadeUpTokens(int connections, Func<string> next) : IFlood
{
    // Characters that JSON escapes, so that a record of them would be larger than the token.
    private static readonly string _long = string.Concat(Enumerable.Repeat("\\u0001name", 80));
    private static readonly string _header = Encode("""{"alg":"ES256","typ":"at+jwt","kid":"made-up"}""");
    private static readonly string _claims = Encode(
        $$"""{"iss":"https://{{_long}}","sub":"{{_long}}","client_id":"{{_long}}","act":{"sub":"{{_long}}"}""" +
            $$""","aud":"{{_long}}","scope":"{{_long}}","jti":"{{_long}}"}""");

    private static readonly string _signature = new('A', 54);

    /// <summary>An invalid token with about 6 KB of claims.</summary>
    public static string Jwt() => $"{_header}.{_claims}.{_signature}{Guid.NewGuid():N}";

    public Task RunAsync(FloodTarget target, Tally tally, CancellationToken stop) =>
        Task.WhenAll(
            Enumerable.Range(0, connections)
                .Select(_ => Task.Factory.StartNew(() => Run(target, tally, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private void Run(FloodTarget target, Tally tally, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var connection = new Connection(target.Http1, new ToolCall(target.Http1, token: null), FloodTarget.StrangerAddress);
                while (!stop.IsCancellationRequested)
                    tally.Add(connection.Call(new ToolCall(target.Http1, next())).Status);
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                tally.Add("closed");
            }
        }
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
