using System.Net;
using System.Net.Sockets;

namespace McpGuard;

/// <summary>
/// Sends requests to an issuer: over https, only to hosts that the options name, without redirects or private addresses, and with answers
/// bounded in size and time. The addresses come from documents that the issuer publishes.
/// </summary>
internal sealed class Backchannel(IssuerOptions issuer, IHttpClientFactory clients)
{
    public const int MaxAnswerBytes = 512 * 1024;

    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static readonly HttpRequestOptionsKey<bool> _mayBePrivate = new("McpGuard.MayBePrivate");

    private readonly HashSet<string> _hosts = new(Hosts(issuer), StringComparer.OrdinalIgnoreCase);

    /// <exception cref="HttpRequestException">There was no answer, or an invalid one.</exception>
    /// <exception cref="InvalidOperationException">The address must not be requested.</exception>
    public async Task<string> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        try
        {
            using var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            // A query may have a secret in it.
            throw new HttpRequestException($"{address.GetLeftPart(UriPartial.Path)} could not be read: {exception.Message}", exception, exception.StatusCode);
        }
    }

    /// <inheritdoc cref="GetAsync"/>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        if (!SecureUri.IsAcceptable(address, issuer.AllowHttp))
            throw new InvalidOperationException("The issuer named an address that is not https.");
        if (!_hosts.Contains(address.Host))
            throw new InvalidOperationException(
                $"The issuer named an address on the host '{address.Host}'. If that is right, add the host to its AllowedHosts.");

        request.Options.Set(_mayBePrivate, issuer.AllowPrivateNetwork);
        try
        {
            using var client = clients.CreateClient(McpGuardDefaults.BackchannelClient);
            return await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("The issuer did not answer in time.", exception);
        }
        catch (Exception exception) when (exception is not (HttpRequestException or OperationCanceledException))
        {
            // A handler that the application has added to the client, for example for retries, throws exceptions of its own.
            throw new HttpRequestException($"The request was not sent: {exception.Message}", exception);
        }
    }

    public static SocketsHttpHandler CreateHandler() => new() { AllowAutoRedirect = false, ConnectCallback = ConnectAsync };

    // Unless the host resolves to a private network that is not allowed.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (target, request) = (context.DnsEndPoint, context.InitialRequestMessage);
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken).ConfigureAwait(false);

        // A proxy comes from this machine's own configuration, so its address is allowed. It gets requests for a tunnel, or for another host.
        var isProxy = request.Method == HttpMethod.Connect || !target.Host.Equals(request.RequestUri!.IdnHost, StringComparison.OrdinalIgnoreCase);
        var mayBePrivate = isProxy || IsWrittenOut(target.Host) || (request.Options.TryGetValue(_mayBePrivate, out var allowed) && allowed);
        if (!mayBePrivate && addresses.Any(PrivateNetwork.Contains))
            throw new HttpRequestException(
                $"The host '{target.Host}' has an address in a private network. If that is right, set AllowPrivateNetwork for its issuer.");

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

    // A literal address, or localhost, is intended; a name resolves to whatever its owner configures.
    private static bool IsWrittenOut(string host) =>
        IPAddress.TryParse(host, out _) || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Hosts(IssuerOptions issuer) =>
    [
        .. new[] { issuer.IsGateway ? null : issuer.Issuer, issuer.Keys.Uri, issuer.Introspection?.Endpoint }.OfType<string>()
            .Select(address => new Uri(address).Host),
        .. issuer.AllowedHosts,
    ];
}
