using System.Text;

namespace McpGuard.Tests.Protocol;

/// <summary>Names that differ only in case are told apart in the arguments' own objects, and nowhere else.</summary>
[TestFixture]
[Category("RSP-10")]
internal sealed class ArgumentTwinsTests
{
    [TestCase("""{"arguments":{"map":{"a":1,"A":2}}}""", "map")]
    [TestCase("""{"arguments":{"map":{"a":1,"A":2,"b":3,"B":4}}}""", "map")]
    [TestCase("""{"arguments":{"one":{"a":1,"A":2},"plain":{"a":1},"two":{"é":1,"É":2}}}""", "one two")]
    [TestCase("""{"_meta":{"x":{"a":1}},"arguments":{"map":{"a":{"b":1},"A":{"b":2}}},"name":"t"}""", "map")]
    [TestCase("""{"arguments":{"map":{"\u0061":1,"A":2}}}""", "map")]
    public void Arguments_are_named(string parameters, string arguments) => Assert.That(Find(parameters), Is.EqualTo(arguments.Split(' ')));

    [TestCase("""{"arguments":{"map":{"a":1,"a":2}}}""")]
    [TestCase("""{"arguments":{"map":{"a":1,"A":2,"A":3}}}""")]
    [TestCase("""{"arguments":{"map":{"a":1,"\u0061":2}}}""")]
    [TestCase("""{"arguments":{"map":{},"MAP":{}}}""")]
    [TestCase("""{"arguments":{"map":{"x":{"a":1,"A":2}}}}""")]
    [TestCase("""{"arguments":{"map":[{"a":1,"A":2}]}}""")]
    [TestCase("""{"arguments":[{"a":1,"A":2}]}""")]
    [TestCase("""{"arguments":[{"map":{"a":1,"A":2}}]}""")]
    [TestCase("""{"arguments":{"map":{"a":1,"A":2}},"Arguments":{}}""")]
    [TestCase("""{"arguments":{"map":{"a":1,"A":2}},"_meta":{"a":1,"A":2}}""")]
    [TestCase("""{"arguments":{"map":{"a":1,"A":2}},"_meta":{"map":{"a":1,"A":2}}}""")]
    [TestCase("""{"arguments":{"map":1},"list":[{"a":1,"A":2}]}""")]
    [TestCase("""{"other":{"map":{"a":1,"A":2}}}""")]
    [TestCase("""{"arguments":{"map":{"a":1,"A":2}}""")]
    public void Any_other_place_and_any_other_fault_is_refused(string parameters) => Assert.That(Find(parameters), Is.Null);

    [TestCase("""{"params":[{"arguments":{"map":{"a":1,"A":2}}}]}""")]
    [TestCase("""[{"params":{"arguments":{"map":{"a":1,"A":2}}}}]""")]
    [TestCase("""{"result":{"arguments":{"map":{"a":1,"A":2}}}}""")]
    [TestCase("""{"x":{"params":{"arguments":{"map":{"a":1,"A":2}}}}}""")]
    public void Only_the_parameters_of_the_message_have_arguments(string message) =>
        Assert.That(ArgumentTwins.Find(Encoding.UTF8.GetBytes(message), level: 2), Is.Null);

    // In a whole message, and in its parameters alone, as another transport has them.
    private static IReadOnlyList<string>? Find(string parameters)
    {
        var whole = ArgumentTwins.Find(Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","method":"tools/call","params":{{parameters}},"id":1}"""), level: 2);

        Assert.That(ArgumentTwins.Find(Encoding.UTF8.GetBytes(parameters), level: 1), Is.EqualTo(whole));
        return whole;
    }
}
