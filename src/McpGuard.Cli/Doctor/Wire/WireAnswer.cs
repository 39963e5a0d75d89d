using System.Net.Http.Headers;
using System.Text.Json;

namespace McpGuard.Cli.Doctor;

/// <summary>What a server answered to one request, or why there was no answer.</summary>
/// <param name="Status">The status, 0 without an answer.</param>
/// <param name="Headers">The headers of the answer.</param>
/// <param name="Body">The beginning of the body, up to a bound.</param>
/// <param name="Duration">The time until the body was read.</param>
/// <param name="Failure">Why there was no answer.</param>
internal sealed record WireAnswer(int Status, HttpResponseHeaders? Headers, string Body, TimeSpan Duration, string? Failure)
{
    /// <summary>How far the clock of the server is ahead of this one, or null if the answer has no time.</summary>
    public TimeSpan? ClockOffset { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The address that the answer points to instead.</summary>
    public string? Location => Status is >= 300 and < 400 ? Header("Location") ?? "an unnamed address" : null;

    /// <summary>The JSON object of a successful answer, or null.</summary>
    public JsonElement? Document => IsSuccess ? Json.ObjectOf(Body) : null;

    /// <summary>The status or the failure, for a sentence.</summary>
    public string Summary => Failure ?? (Location is { } other ? $"{Status}, a redirect to {other}" : $"{Status}");

    public string? Header(string name) => Headers is not null && Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
