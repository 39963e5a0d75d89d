using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace McpGuard.Tests.Audit.Records;

[TestFixture]
internal sealed class AuditRecordWriterTests
{
    private static readonly string[] _texts = ["", "a", "tools/call", "\"\\\n\u0000<>&'+", "ünï\u2028\u202e😀", "\ud800"];
    private static readonly PropertyInfo[] _members = [.. typeof(AuditRecord).GetProperties().Where(property => property.CanWrite)];

    [Test]
    public void Each_member_alone_is_written_as_the_serializer_does([ValueSource(nameof(_members))] PropertyInfo member)
    {
        var random = new Random(1);
        for (var i = 0; i < 50; i++)
            Check(With(member, random));
    }

    [Test]
    public void Random_records_are_written_as_the_serializer_does()
    {
        var random = new Random(20261128);
        for (var i = 0; i < 2000; i++)
            Check(
                _members.Where(_ => random.Next(3) > 0).Aggregate(AuditSamples.Smallest(AuditEvent.Decision), (record, member) => Set(record, member, random)));
    }

    private static AuditRecord With(PropertyInfo member, Random random) => Set(AuditSamples.Smallest(AuditEvent.Outcome), member, random);

    private static AuditRecord Set(AuditRecord record, PropertyInfo member, Random random)
    {
        member.SetValue(record, Some(member.PropertyType, random));
        return record;
    }

    private static void Check(AuditRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            AuditRecordWriter.Write(json, record.Content);

        Assert.That(Encoding.UTF8.GetString(buffer.WrittenSpan), Is.EqualTo(record.ToString()));
    }

    private static object Some(Type type, Random random)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length))!;
        if (type == typeof(string))
            return _texts[random.Next(_texts.Length)];
        if (type == typeof(int))
            return random.Next(int.MinValue, int.MaxValue);
        if (type == typeof(long))
            return random.NextInt64(long.MinValue, long.MaxValue);
        if (type == typeof(double))
            return random.Next(2) == 0 ? random.NextDouble() : random.Next() / 1000.0;
        if (type == typeof(bool))
            return random.Next(2) == 0;
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(random.NextInt64(DateTime.MaxValue.Ticks), TimeSpan.Zero);
        if (type == typeof(IReadOnlyDictionary<string, string>))
            return _texts[..random.Next(_texts.Length)].ToDictionary(text => text, _ => (string)Some(typeof(string), random));
        if (type.IsGenericType)
            return SomeList(type.GetGenericArguments()[0], random);

        // A record: through its constructor, and whatever else it has.
        var constructor = type.GetConstructors().First();
        var made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Some(parameter.ParameterType, random))]);
        foreach (var member in type.GetProperties().Where(property => property.CanWrite))
            member.SetValue(made, random.Next(4) > 0 || !IsNullable(member) ? Some(member.PropertyType, random) : null);

        return made;
    }

    private static object SomeList(Type item, Random random)
    {
        var array = Array.CreateInstance(item, random.Next(3));
        for (var i = 0; i < array.Length; i++)
            array.SetValue(Some(item, random), i);

        return item == typeof(string) && random.Next(2) == 0 ? new List<string>((string[])array) : array;
    }

    private static bool IsNullable(PropertyInfo member) => new NullabilityInfoContext().Create(member).WriteState == NullabilityState.Nullable;
}
