namespace McpGuard.Tests.JsonSchema.Values;

/// <summary>Numbers are what their digits say, of whatever length and size.</summary>
[TestFixture]
internal sealed class JsonNumberTests
{
    [TestCase("1", "1.0", 0)]
    [TestCase("100", "1e2", 0)]
    [TestCase("0.001", "1E-3", 0)]
    [TestCase("-0", "0.0e99", 0)]
    [TestCase("12.50", "125e-1", 0)]
    [TestCase("9007199254740993", "9007199254740992", 1)]
    [TestCase("0.1", "0.1000000000000000055511151231257827", -1)]
    [TestCase("123456789012345678901234567890.1", "123456789012345678901234567890.2", -1)]
    [TestCase("-2", "-10", 1)]
    [TestCase("-1", "1", -1)]
    [TestCase("1e400", "1e399", 1)]
    [TestCase("-1e400", "1", -1)]
    [TestCase("1e-1000000000", "0", 1)]
    [TestCase("1e99999999999999999999999999", "9e99", 1)]
    [TestCase("1e-99999999999999999999999999", "9e-99", -1)]
    [TestCase("0e99999999999999999999999999", "0", 0)]
    public void Comparison_is_exact(string left, string right, int order)
    {
        Assert.That(Math.Sign(JsonNumber.Compare(JsonNumber.Of(Arguments.Json(left)), JsonNumber.Of(Arguments.Json(right)))), Is.EqualTo(order));
        Assert.That(Math.Sign(JsonNumber.Compare(JsonNumber.Of(Arguments.Json(right)), JsonNumber.Of(Arguments.Json(left)))), Is.EqualTo(-order));
        Assert.That(JsonElementComparer.Exact.Equals(Arguments.Json(left), Arguments.Json(right)), Is.EqualTo(order == 0));
    }

    [TestCase("1.0", "100e-2")]
    [TestCase("-0.0", "0")]
    public void Equal_numbers_have_equal_hashes(string left, string right) =>
        Assert.That(JsonElementComparer.Exact.GetHashCode(Arguments.Json(left)), Is.EqualTo(JsonElementComparer.Exact.GetHashCode(Arguments.Json(right))));

    [TestCase("1", true)]
    [TestCase("1.0", true)]
    [TestCase("1.50e1", true)]
    [TestCase("1e400", true)]
    [TestCase("0e-5", true)]
    [TestCase("1.5", false)]
    [TestCase("1e-1000000000", false)]
    [TestCase("12345678901234567890.1", false)]
    public void Integer_is_a_number_without_a_fraction(string number, bool isInteger) =>
        Assert.That(Arguments.Judge("""{"type": "integer"}""", number) is null, Is.EqualTo(isInteger));

    [TestCase("0", "0.7", true)]
    [TestCase("0.3", "0.1", true)]
    [TestCase("19.99", "0.01", true)]
    [TestCase("19.995", "0.01", false)]
    [TestCase("-9", "3", true)]
    [TestCase("10", "4", false)]
    [TestCase("10", "20", false)]
    [TestCase("1e1000000000000", "7", false)]
    [TestCase("7e1000000000000", "7", true)]
    [TestCase("1e99999999999999999999999999", "0.5", true)]
    [TestCase("1e-99999999999999999999999999", "0.5", false)]
    [TestCase("123456789012345678901234567890123456789", "3", true)]
    [TestCase("123456789012345678901234567890123456788", "3", false)]
    [TestCase("340282366920938463463374607431768211456", "18446744073709551616", true)]
    public void Multiple_is_exact(string number, string divisor, bool isMultiple) =>
        Assert.That(Arguments.Judge($$"""{"multipleOf": {{divisor}}}""", number) is null, Is.EqualTo(isMultiple));

    [Test]
    [CancelAfter(20_000)]
    public void Long_number_takes_time_in_proportion()
    {
        var number = new string('7', 1_000_000);

        Assert.That(Arguments.Judge("""{"multipleOf": 7}""", number), Is.Null);
        Assert.That(Arguments.Judge("""{"maximum": 1e300}""", number)?.Keyword, Is.EqualTo("maximum"));
        Assert.That(Arguments.Judge("""{"uniqueItems": true}""", $"[{number}, {number}]")?.Keyword, Is.EqualTo("uniqueItems"));
    }

    [TestCase("""{"a": 1, "b": [1, {"c": "x"}]}""", """{"b": [1.0, {"c": "\u0078"}], "a": 1}""", true)]
    [TestCase("""{"a": 1}""", """{"a": 1, "b": 1}""", false)]
    [TestCase("""{"a": 1}""", """{"A": 1}""", false)]
    [TestCase("""{"a": 1, "a": 2}""", """{"a": 1, "b": 2}""", false)]
    [TestCase("[1, 2]", "[2, 1]", false)]
    [TestCase("1", "true", false)]
    [TestCase("\"1\"", "1", false)]
    [TestCase("null", "false", false)]
    public void Values_are_compared_through_and_through(string left, string right, bool areEqual) =>
        Assert.That(JsonElementComparer.Exact.Equals(Arguments.Json(left), Arguments.Json(right)), Is.EqualTo(areEqual));
}
