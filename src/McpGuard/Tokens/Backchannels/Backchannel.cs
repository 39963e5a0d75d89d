using System.Net;
using System.Net.Sockets;

namespace McpGuard;

/// <summary>
/// Asks an issuer, and nobody else: over https, only hosts that the options name, no redirects, no private addresses,
/// answers bounded in size and time. The addresses come out of documents that the issuer publishes.
/// </summary>
internal sealed class Backchannel(IssuerOptions issuer, IHttpClientFactory clients)
{
    public const int MaxAnswerBytes = 512 * 1024;

    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static readonly HttpRequestOptionsKey<bool> _mayBePrivate = new("McpGuard.MayBePrivate");

    private readonly HashSet<string> _hosts = new(Hosts(issuer), StringComparer.OrdinalIgnoreCase);

    /// <exception cref="HttpRequestException">There was no answer, or not a good one.</exception>
    /// <exception cref="InvalidOperationException">The address must not be asked.</exception>
    public async Task<string> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="GetAsync"/>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        if (!SecureUri.IsAcceptable(address))
            throw new InvalidOperationException("The issuer named an address that is not https.");
        if (!_hosts.Contains(address.Host))
            throw new InvalidOperationException($"The issuer named an address on the host '{address.Host}'. If that is right, add the host to its AllowedHosts.");

        request.Options.Set(_mayBePrivate, issuer.AllowPrivateNetwork);
        using var client = clients.CreateClient(McpGuardDefaults.BackchannelClient);
        try
        {
            return await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("The issuer did not answer in time.", exception);
        }
    }

    public static SocketsHttpHandler CreateHandler() => new() { AllowAutoRedirect = false, ConnectCallback = ConnectAsync };

    // Unless the host leads into a private network that it may not reach.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (target, request) = (context.DnsEndPoint, context.InitialRequestMessage);
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken).ConfigureAwait(false);

        // A proxy is this machine's own configuration; it stands for the network that it leads to. It is asked for a tunnel,
        // or for what is another host's.
        var isProxy = request.Method == HttpMethod.Connect || !target.Host.Equals(request.RequestUri!.IdnHost, StringComparison.OrdinalIgnoreCase);
        var mayBePrivate = isProxy || IsWrittenOut(target.Host) || (request.Options.TryGetValue(_mayBePrivate, out var allowed) && allowed);
        if (!mayBePrivate && addresses.Any(PrivateNetwork.Contains))
            throw new HttpRequestException($"The host '{target.Host}' has an address in a private network. If that is right, set AllowPrivateNetwork for its issuer.");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Whoever wrote an address out, or localhost, meant it; a name is whatever its owner says today.
    private static bool IsWrittenOut(string host) =>
        IPAddress.TryParse(host, out _) || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Hosts(IssuerOptions issuer) =>
    [
        .. new[] { issuer.Issuer, issuer.Keys.Uri, issuer.Introspection?.Endpoint }.OfType<string>().Select(address => new Uri(address).Host),
        .. issuer.AllowedHosts,
    ];
}
