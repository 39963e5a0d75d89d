namespace McpGuard.Tests.Audit.Ocsf;

/// <summary>In a container, events go to the standard output.</summary>
internal sealed class OcsfConsoleTests
{
    [Test]
    public void Each_event_is_one_line_and_the_output_stays_open()
    {
        using var output = new StringWriter();
        using (var console = new OcsfConsole(output))
        {
            console.Append("{\"a\":\"ä\"}\n"u8);
            console.Append("{\"b\":2}\n"u8);
        }

        output.Write("the application's own");

        Assert.That(output.ToString(), Is.EqualTo("{\"a\":\"ä\"}\n{\"b\":2}\nthe application's own"));
    }
}
