using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.AspNetCore.Tests.Preflight;

/// <summary>The rest of a refused body is discarded within bounds: of bytes, of time, and of bodies at once.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BodyDrainTests
{
    private const int MaxBytes = 1000;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();
    private readonly BodyDrain _drain = new();

    [Test]
    public async Task Body_that_ends_is_read_to_its_end()
    {
        var body = new Pipe();
        var draining = RunAsync(body);
        await body.Writer.WriteAsync(new byte[MaxBytes]);
        Assert.That(draining.IsCompleted, Is.False);

        await body.Writer.CompleteAsync();
        await draining.WaitAsync(_patience);
    }

    [Test]
    public async Task Body_over_the_limit_of_bytes_is_left()
    {
        var body = new Pipe();
        var draining = RunAsync(body);
        await body.Writer.WriteAsync(new byte[MaxBytes + 1]);

        await draining.WaitAsync(_patience);
    }

    [Test]
    public async Task Body_that_stops_coming_is_left_after_a_second()
    {
        var body = new Pipe();
        var draining = RunAsync(body);
        await body.Writer.WriteAsync(new byte[1]);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.That(draining.IsCompleted, Is.False);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await draining.WaitAsync(_patience);
    }

    [Test]
    public async Task Body_beyond_the_number_at_once_is_left_and_room_comes_back()
    {
        var bodies = Enumerable.Range(0, 64).Select(_ => new Pipe()).ToArray();
        var draining = bodies.Select(body => RunAsync(body)).ToArray();
        var left = RunAsync(new Pipe());
        Assert.That(left.IsCompleted && !draining.Any(task => task.IsCompleted), Is.True);

        await bodies[0].Writer.CompleteAsync();
        await draining[0];
        Assert.That(RunAsync(new Pipe()).IsCompleted, Is.False);
    }

    [TestCase("HTTP/1.1", null, false)]
    [TestCase("HTTP/2", 0L, false)]
    [TestCase("HTTP/2", MaxBytes + 1L, false)]
    [TestCase("HTTP/2", null, true)]
    public void Body_without_bytes_or_one_that_the_server_discards_itself_is_left(string protocol, long? length, bool isAsked) =>
        Assert.That(RunAsync(new Pipe(), protocol, length, isAsked).IsCompleted, Is.True);

    private Task RunAsync(Pipe body, string protocol = "HTTP/2", long? length = null, bool isAsked = false)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new PipedBody(body.Reader));
        context.Request.Protocol = protocol;
        context.Request.ContentLength = length;
        if (isAsked)
            context.Request.Headers.Expect = "100-continue";

        return _drain.RunAsync(context, MaxBytes, _time);
    }

    private sealed record PipedBody(PipeReader Reader) : IRequestBodyPipeFeature;
}
