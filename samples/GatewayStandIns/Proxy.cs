using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace GatewayStandIns;

/// <summary>A proxy on a free port of this machine that changes each request before it forwards it, or answers it.</summary>
public sealed class Proxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    });

    private Proxy(string upstream, Func<HttpContext, Task<bool>> prepare)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        var forwarder = _app.Services.GetRequiredService<IHttpForwarder>();
        _app.Run(async context =>
        {
            if (await prepare(context))
                await forwarder.SendAsync(context, upstream, _http, ForwarderRequestConfig.Empty, HttpTransformer.Empty);
        });
    }

    /// <summary>The address of the proxy.</summary>
    public string Url => _app.Urls.Single();

    /// <summary>Starts a proxy.</summary>
    /// <param name="upstream">The address to forward to.</param>
    /// <param name="prepare">Changes the request; false if it has answered it.</param>
    /// <returns>The proxy.</returns>
    public static async Task<Proxy> StartAsync(string upstream, Func<HttpContext, Task<bool>> prepare)
    {
        var proxy = new Proxy(upstream, prepare);
        await proxy._app.StartAsync();
        return proxy;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }
}
