using System.Buffers;
using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>Buffers in which records are written as JSON. A bounded number is kept, none of them large, however many threads there are.</summary>
internal sealed class RecordBuffers
{
    private const int InitialBytes = 2 * 1024;
    private const int MostKeptBytes = 16 * 1024;

    private readonly BoundedPool<Buffer> _pool = new();

    public Buffer Rent() => _pool.TryTake(out var buffer) ? buffer : new();

    public void Return(Buffer buffer)
    {
        if (buffer.Capacity <= MostKeptBytes)
            _pool.TryKeep(buffer);
    }

    /// <summary>One buffer with its writer.</summary>
#pragma warning disable CA1001 // A writer into memory holds nothing that must be released.
    internal sealed class Buffer
#pragma warning restore CA1001
    {
        private readonly ArrayBufferWriter<byte> _bytes = new(InitialBytes);
        private readonly Utf8JsonWriter _json;

        // The members are written by one method, whose tests compare it with the serializer.
        public Buffer() => _json = new(_bytes, new JsonWriterOptions { SkipValidation = true });

        public int Capacity => _bytes.Capacity;

        /// <returns>The record as JSON, until the next one.</returns>
        public ReadOnlySpan<byte> Write(in RecordContent record)
        {
            _bytes.ResetWrittenCount();
            _json.Reset();
            AuditRecordWriter.Write(_json, record);
            _json.Flush();
            return _bytes.WrittenSpan;
        }
    }
}
