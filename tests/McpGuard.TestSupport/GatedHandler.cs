namespace McpGuard.TestSupport;

/// <summary>Holds every request back until the test opens the gate.</summary>
internal sealed class GatedHandler(HttpMessageHandler inner, Task gate) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}
