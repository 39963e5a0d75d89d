using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>
/// Writes a record as <see cref="AuditJson"/> does, byte for byte, several times as fast: two records are written for each call.
/// </summary>
internal static class AuditRecordWriter
{
    /// <summary>Writes the record as one JSON object.</summary>
    public static void Write(Utf8JsonWriter json, in RecordContent record)
    {
        json.WriteStartObject();
        json.WriteNumber("schema_version"u8, record.SchemaVersion);
        record.RecordId.Write(json, "record_id"u8);
        json.WriteString("time"u8, record.Time);
        json.WriteString("event"u8, Names<AuditEvent>.Of(record.Event));
        record.OperationId.Write(json, "operation_id"u8);
        WriteDecision(json, in record);
        WriteRequest(json, in record);
        WriteCaller(json, in record);
        WriteArguments(json, in record);
        WriteGuard(json, in record);
        WriteApproval(json, in record);
        json.WriteString("logged_time"u8, record.LoggedTime);
        json.WriteEndObject();
    }

    private static void WriteDecision(Utf8JsonWriter json, in RecordContent record)
    {
        Write(json, "effect"u8, record.Effect);
        Write(json, "count"u8, record.Count);
        Write(json, "since"u8, record.Since);
        Write(json, "reason"u8, record.Reason);
        Write(json, "outcome"u8, record.Outcome);
        Write(json, "duration_ms"u8, record.DurationMs);
        Write(json, "guard_ms"u8, record.GuardMs);
        if (record.Result is { Kinds: { } kinds } result)
        {
            json.WriteStartObject("result"u8);
            Write(json, "kinds"u8, kinds);
            json.WriteNumber("bytes"u8, result.Bytes);
            result.Digest.Write(json, "digest"u8);
            json.WriteEndObject();
        }

        Write(json, "shown"u8, record.Shown);
        Write(json, "withheld"u8, record.Withheld);
        Write(json, "withheld_digest"u8, record.WithheldDigest);
        Write(json, "rule"u8, record.Rule);
        Write(json, "overridden_by"u8, record.OverriddenBy);
        Write(json, "policy_version"u8, record.PolicyVersion);
        if (record.Facts is not { } facts)
            return;

        json.WriteStartArray("facts"u8);
        foreach (var fact in facts)
        {
            json.WriteStartObject();
            json.WriteString("rule"u8, fact.Rule);
            json.WriteString("condition"u8, fact.Condition);
            Write(json, "value"u8, fact.Value);
            json.WriteBoolean("is_met"u8, fact.IsMet);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRequest(Utf8JsonWriter json, in RecordContent record)
    {
        Write(json, "transport"u8, record.Transport);
        Write(json, "protocol_version"u8, record.ProtocolVersion);
        Write(json, "method"u8, record.Method);
        Write(json, "target"u8, record.Target);
        Write(json, "request_id"u8, record.RequestId);
        Write(json, "request_bytes"u8, record.RequestBytes);
        Write(json, "http_status"u8, record.HttpStatus);
        Write(json, "error_code"u8, record.ErrorCode);
        Write(json, "round"u8, record.Round);
        Write(json, "client_address"u8, record.ClientAddress);
        Write(json, "client_port"u8, record.ClientPort);
        GatewayWriter.Write(json, record.Gateways);
        Write(json, "resource"u8, record.Resource);
    }

    private static void WriteCaller(Utf8JsonWriter json, in RecordContent record)
    {
        Write(json, "issuer"u8, record.Issuer);
        Write(json, "subject"u8, record.Subject);
        Write(json, "actors"u8, record.Actors);
        Write(json, "tenant"u8, record.Tenant);
        Write(json, "client_id"u8, record.ClientId);
        Write(json, "session_id"u8, record.SessionId);
        Write(json, "session_source"u8, record.SessionSource);
        Write(json, "token_id"u8, record.TokenId);
        if (record.Token is { } token)
        {
            json.WriteStartObject("token"u8);
            Write(json, "issued"u8, token.Issued);
            json.WriteString("expires"u8, token.Expires);
            json.WriteNumber("audiences"u8, token.Audiences);
            Write(json, "algorithm"u8, token.Algorithm);
            Write(json, "key_id"u8, token.KeyId);
            Write(json, "authentication_context"u8, token.AuthenticationContext);
            Write(json, "authenticated_at"u8, token.AuthenticatedAt);
            json.WriteEndObject();
        }

        // Only refusals have claims that are not verified, so these need not be fast.
        if (record.Claimed is { } claimed)
        {
            json.WritePropertyName("claimed"u8);
            JsonSerializer.Serialize(json, claimed, AuditJson.Default.AuditClaims);
        }

        if (record.Remarks is { } remarks)
        {
            json.WriteStartArray("remarks"u8);
            foreach (var remark in remarks)
                json.WriteStringValue(Names<AuditRemark>.Of(remark));

            json.WriteEndArray();
        }

        Write(json, "scopes_required"u8, record.ScopesRequired);
        Write(json, "scopes_granted"u8, record.ScopesGranted);
        Write(json, "scopes_missing"u8, record.ScopesMissing);
        Write(json, "scopes_satisfied_by"u8, record.ScopesSatisfiedBy);
    }

    private static void WriteArguments(Utf8JsonWriter json, in RecordContent record)
    {
        Write(json, "argument_names"u8, record.ArgumentNames);
        Write(json, "argument_types"u8, record.ArgumentTypes);
        Write(json, "argument_bytes"u8, record.ArgumentBytes);
        record.ArgumentDigest.Write(json, "argument_digest"u8);
        if (record.ArgumentValues is { } values)
        {
            json.WriteStartObject("argument_values"u8);
            foreach (var (name, value) in values)
                json.WriteString(name, value);

            json.WriteEndObject();
        }

        Write(json, "undeclared_arguments"u8, record.UndeclaredArguments);
        Write(json, "definition_digest"u8, record.DefinitionDigest);
        Write(json, "trace_id"u8, record.TraceId);
        Write(json, "span_id"u8, record.SpanId);
        Write(json, "parent_span_id"u8, record.ParentSpanId);
    }

    private static void WriteGuard(Utf8JsonWriter json, in RecordContent record)
    {
        Write(json, "sink"u8, record.Sink);
        Write(json, "lost"u8, record.Lost);
        Write(json, "lost_since"u8, record.LostSince);
        Write(json, "key_ids"u8, record.KeyIds);
        Write(json, "problems"u8, record.Problems);
        Write(json, "guard_version"u8, record.GuardVersion);
    }

    private static void WriteApproval(Utf8JsonWriter json, in RecordContent record)
    {
        Write(json, "approval_id"u8, record.ApprovalId);

        // Only a person's own step has people, so these need not be fast.
        if (record.Approver is { } approver)
        {
            json.WritePropertyName("approver"u8);
            JsonSerializer.Serialize(json, approver, AuditJson.Default.AuditPerson);
        }

        if (record.Approvers is { } approvers)
        {
            json.WritePropertyName("approvers"u8);
            JsonSerializer.Serialize(json, approvers, AuditJson.Default.IReadOnlyListAuditPerson);
        }

        Write(json, "votes"u8, record.Votes);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } value)
            json.WriteString(name, value);
    }

    private static void Write<TEnum>(Utf8JsonWriter json, ReadOnlySpan<byte> name, TEnum? member)
        where TEnum : struct, Enum
    {
        if (member is { } value)
            json.WriteString(name, Names<TEnum>.Of(value));
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyCollection<string>? texts)
    {
        if (texts is null)
            return;

        json.WriteStartArray(name);
        if (texts is IReadOnlyList<string> list)
        {
            for (var i = 0; i < list.Count; i++)
                json.WriteStringValue(list[i]);
        }
        else
        {
            foreach (var text in texts)
                json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        private static readonly Dictionary<TEnum, JsonEncodedText> _names = Enum.GetValues<TEnum>()
            .ToDictionary(value => value, value => JsonEncodedText.Encode(JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString())));

        public static JsonEncodedText Of(TEnum value) => _names[value];
    }
}
