#pragma warning disable MCPEXP002 // Which methods the server handles by itself is part of its surface.

using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// What a policy is written against: the tools, prompts, resources and methods of a server, with what their code declares. It comes
/// from a server's options or from a manifest that a server has printed, and is a service of a guarded server.
/// </summary>
public sealed class ServerSurface
{
    private readonly Func<McpServerOptions> _server;

    internal ServerSurface(Func<McpServerOptions> server) => _server = server;

    /// <summary>The surface. From a manifest, it declares and matches as the server does, and runs nothing.</summary>
    internal McpServerOptions Server => _server();

    /// <summary>Whether a session may have methods that the server's options do not have; the transport knows.</summary>
    internal bool SessionsMayDiffer { get; set; }

    /// <summary>
    /// The methods of a manifest, or null. The server of a manifest has no handlers for them, since their type depends on the version of the
    /// SDK.
    /// </summary>
    internal IEnumerable<string>? ManifestMethods { private get; init; }

    /// <summary>The methods that the server handles by itself.</summary>
    internal string[] HandledMethods =>
        [.. (ManifestMethods ?? Server.RequestHandlers?.Select(handler => handler.Method) ?? []).Where(method => !string.IsNullOrEmpty(method))];

    /// <summary>The notifications that the server handles by itself.</summary>
    internal string[] HandledNotifications => [.. Server.Handlers.NotificationHandlers?.Select(handler => handler.Key) ?? []];

    /// <summary>The methods and notifications that the protocol does not have.</summary>
    internal string[] CustomMethods => [.. HandledMethods.Concat(HandledNotifications).Except(MethodKinds.OfProtocol, StringComparer.Ordinal)];

    /// <summary>Takes the surface from the options of a server.</summary>
    /// <param name="server">The options. What is added to their collections later belongs to the surface too.</param>
    /// <returns>The surface.</returns>
    public static ServerSurface Of(McpServerOptions server)
    {
        ArgumentNullException.ThrowIfNull(server);

        return new ServerSurface(() => server);
    }

    /// <summary>Reads a manifest that <see cref="ToJson"/> has written. It is read strictly: an unknown or repeated member is an error.</summary>
    /// <param name="manifest">The manifest, of at most 16 million characters.</param>
    /// <returns>The surface.</returns>
    /// <exception cref="FormatException">The text is not such a manifest. The message names what is wrong and where.</exception>
    public static ServerSurface Parse(string manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);

        return ManifestReader.Read(manifest);
    }

    /// <summary>Writes the manifest: all that the policy compiler needs to know, and nothing secret.</summary>
    /// <returns>JSON.</returns>
    public string ToJson() => ManifestWriter.Write(this);
}
