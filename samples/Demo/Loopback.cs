using System.Net;
using System.Net.Sockets;

namespace Demo;

internal static class Loopback
{
    /// <summary>An address of this machine with a free port.</summary>
    public static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
