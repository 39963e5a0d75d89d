using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace McpGuard;

/// <summary>The response to a request of a web page: other middleware can add exposed headers, and cannot remove those of the guard.</summary>
internal sealed class CorsResponse(IHttpResponseFeature inner, string exposed) : IHttpResponseFeature
{
    private CorsHeaders _headers = new(inner.Headers, exposed);

    public int StatusCode
    {
        get => inner.StatusCode;
        set => inner.StatusCode = value;
    }

    public string? ReasonPhrase
    {
        get => inner.ReasonPhrase;
        set => inner.ReasonPhrase = value;
    }

    public IHeaderDictionary Headers
    {
        get => _headers;
        set => (inner.Headers, _headers) = (value, new(value, exposed));
    }

    [Obsolete("Use IHttpResponseBodyFeature.Stream instead.", error: false)]
    public Stream Body
    {
        get => inner.Body;
        set => inner.Body = value;
    }

    public bool HasStarted => inner.HasStarted;

    public void OnStarting(Func<object, Task> callback, object state) => inner.OnStarting(callback, state);

    public void OnCompleted(Func<object, Task> callback, object state) => inner.OnCompleted(callback, state);
}
