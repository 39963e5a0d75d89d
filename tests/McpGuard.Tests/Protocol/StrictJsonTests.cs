using System.Text;

namespace McpGuard.Tests.Protocol;

[TestFixture]
[Category("RSP-10")]
internal sealed class StrictJsonTests
{
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("1")]
    [TestCase("null")]
    [TestCase("{\"a\":1,\"b\":{\"a\":1},\"c\":[{\"a\":1},{\"a\":1}]}")]
    [TestCase("{\"a\":{\"b\":1},\"b\":{\"a\":1}}")]
    [TestCase("{\"a\":\"b\",\"b\":\"a\"}")]
    [TestCase("{\"\":1,\" \":2}")]
    [TestCase("{\"a\":\"\\ud83d\\ude00\"}")]
    public void Json_with_one_reading_is_accepted(string json) => Assert.That(Check(json), Is.Null);

    [TestCase("{\"a\":1,\"a\":1}")]
    [TestCase("{\"a\":1,\"A\":1}")]
    [TestCase("{\"a\":1,\"\\u0061\":1}")]
    [TestCase("{\"\\u0061\":1,\"a\":1}")]
    [TestCase("{\"\":1,\"\":2}")]
    [TestCase("{\"b\":{\"a\":1,\"a\":2}}")]
    [TestCase("[[{\"a\":1,\"a\":2}]]")]
    [TestCase("{\"a\":{\"x\":{\"y\":1}},\"a\":2}")]
    [TestCase("{\"a\":[{\"b\":1}],\"A\":2}")]
    [TestCase("{\"ä\":1,\"Ä\":2}")]
    [TestCase("{\"s\":1,\"\u017F\":2}")]
    [TestCase("{\"\\u212A\":1,\"k\":2}")]
    public void Names_that_are_equal_ignoring_case_are_refused_at_every_depth(string json) =>
        Assert.That(Check(json), Is.EqualTo(ReasonCode.DuplicateMember));

    [Test]
    public void Large_objects_are_checked_like_small_ones([Values(15, 16, 17, 63, 64, 65, 500)] int count)
    {
        var names = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"n{i}\":{{\"x\":1}}"));

        Assert.That(Check($"{{{names}}}"), Is.Null);
        Assert.That(Check($"{{{names},\"N0\":1}}"), Is.EqualTo(ReasonCode.DuplicateMember), "the first name again");
        Assert.That(Check($"{{{names},\"N{count - 1}\":1}}"), Is.EqualTo(ReasonCode.DuplicateMember), "the last name again");
    }

    [Test]
    public void Deep_objects_are_checked_like_flat_ones([Values(1, 8, 9, 30, 62)] int depth)
    {
        var open = string.Concat(Enumerable.Repeat("{\"a\":1,\"b\":", depth));
        var close = string.Concat(Enumerable.Repeat(",\"c\":1}", depth));
        var closeTwice = string.Concat(Enumerable.Repeat(",\"c\":1}", depth - 1)) + ",\"A\":1}";

        Assert.That(Check($"{open}{{}}{close}"), Is.Null);
        Assert.That(Check($"{open}{{}}{closeTwice}"), Is.EqualTo(ReasonCode.DuplicateMember), "the outermost object's first name again");
    }

    [Test]
    public void Sets_of_one_object_do_not_leak_into_the_next()
    {
        var many = string.Join(',', Enumerable.Range(0, 20).Select(i => $"\"n{i}\":1"));

        Assert.That(Check($"[{{{many}}},{{{many}}},{{\"n0\":1}}]"), Is.Null);
        Assert.That(Check($"[{{{many}}},{{\"n0\":1,\"n0\":1}}]"), Is.EqualTo(ReasonCode.DuplicateMember));
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("{}{}")]
    [TestCase("{} x")]
    [TestCase("{\"a\":1,}")]
    [TestCase("{/*c*/}")]
    [TestCase("{'a':1}")]
    [TestCase("{\"a\":01}")]
    [TestCase("{\"a\":NaN}")]
    [TestCase("{\"a\":\"\n\"}")]
    [TestCase("{\"a\":\"\\ud800\"}")]
    [TestCase("{\"\\ud800\":1}")]
    [TestCase("\uFEFF{}")]
    public void Anything_else_is_malformed(string json) => Assert.That(Check(json), Is.EqualTo(ReasonCode.BodyMalformed));

    [TestCase(new byte[] { 0x22, 0xFF, 0x22 })]
    [TestCase(new byte[] { 0x22, 0xC0, 0x80, 0x22 })]
    [TestCase(new byte[] { 0x22, 0xED, 0xA0, 0x80, 0x22 })]
    [TestCase(new byte[] { 0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D })]
    public void Bytes_that_are_not_utf8_are_malformed(byte[] json) =>
        Assert.That(StrictJson.Check(json, McpJson.MaxDepth, McpJson.MaxMembers), Is.EqualTo(ReasonCode.BodyMalformed));

    [TestCase(64, null)]
    [TestCase(65, ReasonCode.BodyMalformed)]
    [TestCase(100_000, ReasonCode.BodyMalformed)]
    public void Depth_is_bounded(int depth, ReasonCode? expected) =>
        Assert.That(Check(new string('[', depth) + new string(']', depth)), Is.EqualTo(expected));

    [TestCase(10, null)]
    [TestCase(11, ReasonCode.BodyTooLarge)]
    public void Members_are_bounded_over_all_objects_together(int count, ReasonCode? expected)
    {
        var json = $"[{string.Join(',', Enumerable.Repeat("{\"a\":1}", count))}]";

        Assert.That(StrictJson.Check(Encoding.UTF8.GetBytes(json), 64, 10), Is.EqualTo(expected));
    }

    private static ReasonCode? Check(string json) => StrictJson.Check(Encoding.UTF8.GetBytes(json), McpJson.MaxDepth, McpJson.MaxMembers);
}
