namespace McpGuard.Tests.Audit.Records;

[TestFixture]
internal sealed class AuditRecordCopyTests
{
    [Test]
    public void Sink_can_write_a_reduced_copy_and_the_record_is_unchanged()
    {
        var record = Recorded.Decision(Callers.Now);

        var less = record with { Subject = null, Target = "(not shown)" };

        Assert.That((less.Subject, less.Target, less.RecordId), Is.EqualTo(((string?)null, "(not shown)", record.RecordId)));
        Assert.That(record.Subject, Is.Not.Null);
        Assert.That(less.ToString(), Does.StartWith("{\"schema_version\":1").And.Not.Contains("\"subject\""));
    }
}
