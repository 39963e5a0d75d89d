using System.Diagnostics;

namespace McpGuard.Tests.Protocol;

/// <summary>What is taken for a trace context, by the grammar of W3C Trace Context section 3.2.</summary>
[TestFixture]
[Category("AUD-5")]
internal sealed class W3CTraceTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";

    [TestCase($"00-{Trace}-{Span}-01", true)]
    [TestCase($"00-{Trace}-{Span}-00", false)]
    [TestCase($"00-{Trace}-{Span}-03", true, Description = "another flag beside")]
    [TestCase($"00-{Trace}-{Span}-fe", false)]
    [TestCase($"01-{Trace}-{Span}-01", true, Description = "a later version")]
    [TestCase($"cc-{Trace}-{Span}-01-what-the-future-will-be-like", true, Description = "a later version that says more")]
    [TestCase($"cc-{Trace}-{Span}-00-", false)]
    public void Trace_is_read(string text, bool isSampled)
    {
        var context = W3CTrace.Read(text)!.Context;

        Assert.That((context.TraceId.ToHexString(), context.SpanId.ToHexString()), Is.EqualTo((Trace, Span)));
        Assert.That(context.TraceFlags, Is.EqualTo(isSampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None));
        Assert.That((context.IsRemote, context.TraceState), Is.EqualTo((true, (string?)null)));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("garbage")]
    [TestCase($"ff-{Trace}-{Span}-01", Description = "the version that is none")]
    [TestCase($"0-{Trace}-{Span}-01")]
    [TestCase($"00-{Trace}-{Span}-1")]
    [TestCase($"00-{Trace}-{Span}", Description = "no flags")]
    [TestCase($"00-{Trace}-{Span}-01-more", Description = "more than version 00 has")]
    [TestCase($"cc-{Trace}-{Span}-01more", Description = "a later version whose flags do not end")]
    [TestCase("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [TestCase("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")]
    [TestCase("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", Description = "upper case")]
    [TestCase("00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01")]
    [TestCase("0A-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [TestCase("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0A")]
    [TestCase("00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01")]
    [TestCase("00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01")]
    [TestCase("00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b77-01", Description = "right as a whole, wrong in its parts")]
    [TestCase(" 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [TestCase("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 ")]
    [TestCase("00-٤bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", Description = "a digit that is not ASCII")]
    public void Malformed_value_is_ignored(string? text) => Assert.That(W3CTrace.Read(text), Is.Null);

    [Test]
    public void Very_long_value_is_not_parsed() =>
        Assert.That(W3CTrace.Read($"cc-{Trace}-{Span}-01-{new string('a', 1_000_000)}"), Is.Null);
}
