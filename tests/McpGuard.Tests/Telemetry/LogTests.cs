using System.Reflection;
using Microsoft.Extensions.Logging;

namespace McpGuard.Tests.Telemetry;

[TestFixture]
internal sealed class LogTests
{
    [Test]
    public void Each_message_has_its_own_number()
    {
        var messages = typeof(Log).GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId)
            .OfType<int>();

        Assert.That(messages, Is.Unique.And.Not.Empty);
    }
}
