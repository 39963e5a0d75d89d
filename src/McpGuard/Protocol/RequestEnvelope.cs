using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>The content of one JSON-RPC message, read strictly from the same bytes that the server will read.</summary>
internal sealed class RequestEnvelope
{
    private const int MaxIdLength = 1024;
    private const string VersionMember = "io.modelcontextprotocol/protocolVersion";

    /// <summary>The size of the body, or null if it was not read to its end.</summary>
    public int? Length { get; private init; }

    /// <summary>The request's id exactly as in the body, or null for a notification or a response.</summary>
    public string? RawId { get; private set; }

    /// <summary>The method, or null for a response to a request of the server.</summary>
    public string? Method { get; private set; }

    /// <summary>The target of the request: a tool, a prompt, a resource's URI, a task.</summary>
    public string? Target { get; private set; }

    /// <summary>The kind of <see cref="Target"/>, if the method alone does not determine it.</summary>
    public TargetKind? TargetKind { get; private set; }

    /// <summary>The arguments, or the parameters of a method without arguments, if the policy needs them.</summary>
    public JsonElement? Arguments { get; private set; }

    /// <summary>If a doubled name is the only fault: the arguments whose members differ only in case. Null otherwise.</summary>
    public IReadOnlyList<string>? Twins { get; private set; }

    /// <summary>The protocol version in <c>_meta</c> of the body.</summary>
    public string? ProtocolVersion { get; private set; }

    /// <summary>The parent span in <c>_meta</c> of the body.</summary>
    public W3CTrace? RemoteTrace { get; private set; }

    /// <summary>The client's description of itself in its introduction.</summary>
    public AuditClaims? Claimed { get; private set; }

    /// <summary>Reads a body. <paramref name="envelope"/> has everything that could be read, even if there is a fault: an answer needs the id.</summary>
    /// <param name="body">The body.</param>
    /// <param name="wantsArguments">Tells whether the arguments of a request are needed, once its target is known.</param>
    /// <param name="envelope">The content.</param>
    public static ReasonCode? Read(ReadOnlySpan<byte> body, Predicate<RequestEnvelope> wantsArguments, out RequestEnvelope envelope)
    {
        envelope = new RequestEnvelope { Length = body.Length };
        var fault = StrictJson.Check(body, McpJson.MaxDepth, McpJson.MaxMembers);
        var twins = fault == ReasonCode.DuplicateMember ? ArgumentTwins.Find(body, level: 2) : null;
        if (fault is not null && twins is null)
        {
            envelope.ReadIdAndMethod(body);
            return fault;
        }

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = McpJson.MaxDepth });
        reader.Read();
        var envelopeFault = reader.TokenType == JsonTokenType.StartObject ? envelope.ReadMembers(ref reader) : ReasonCode.EnvelopeInvalid;
        if (envelopeFault is null && envelope.Method is not null && wantsArguments(envelope))
            envelope.ReadArguments(body);

        envelope.Twins = envelopeFault is null ? twins : null;
        fault = envelopeFault ?? fault;
        if (fault is null && ReportedClient.IsIntroduction(envelope.Method))
            envelope.Claimed = ReportedClient.AddTo(null, JsonNode.Parse(body)!["params"]);

        return fault;
    }

    /// <summary>Reads the id and the method from the start of a body, if they are present.</summary>
    /// <param name="beginning">The first bytes of a body. No decision depends on them.</param>
    public static RequestEnvelope ReadBeginning(ReadOnlySpan<byte> beginning)
    {
        var envelope = new RequestEnvelope();
        envelope.ReadIdAndMethod(beginning);
        return envelope;
    }

    private void ReadIdAndMethod(ReadOnlySpan<byte> beginning)
    {
        var reader = new Utf8JsonReader(beginning, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = McpJson.MaxDepth }));
        var (ids, methods) = (0, 0);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return;

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isId, isMethod) = (reader.ValueTextEquals("id"u8), reader.ValueTextEquals("method"u8));
                if (!reader.Read())
                    break;
                if (isId && ++ids == 1)
                    TryReadId(ref reader);
                else if (isMethod && ++methods == 1 && reader.TokenType == JsonTokenType.String)
                    Method = reader.GetString();
                if (!reader.TrySkip())
                    break;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or a string that is not text: the values before it are enough.
        }

        // Of two, neither is the request's.
        RawId = ids > 1 ? null : RawId;
        Method = methods > 1 ? null : Method;
    }

    private ReasonCode? ReadMembers(ref Utf8JsonReader reader)
    {
        ReasonCode? fault = null;
        var (isJsonRpc, isResponse, hasParameters) = (false, false, false);
        var parameters = reader;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = ProtocolMembers.Find(in reader, out var isExact);
            if (!isExact)
                fault ??= ReasonCode.MemberCaseRefused;

            reader.Read();
            switch (name)
            {
                case "jsonrpc":
                    isJsonRpc = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0"u8);
                    break;
                case "id":
                    if (!TryReadId(ref reader))
                        fault ??= ReasonCode.EnvelopeInvalid;
                    break;
                case "method":
                    Method = reader.TokenType == JsonTokenType.String ? MethodKinds.Read(in reader) : null;
                    if (Method is null)
                        fault ??= ReasonCode.EnvelopeInvalid;
                    break;
                case "params":
                    parameters = reader;
                    hasParameters = true;
                    break;
                case "result" or "error": isResponse = true; break;
            }

            reader.Skip();
        }

        if (!isJsonRpc || Method is null == !isResponse || (isResponse && RawId is null))
            fault ??= ReasonCode.EnvelopeInvalid;

        // Only now the member of params that names the target is known.
        return hasParameters ? ReadParameters(ref parameters, fault) : fault;
    }

    private void ReadArguments(ReadOnlySpan<byte> body)
    {
        using var json = JsonDocument.Parse(body.ToArray(), new JsonDocumentOptions { MaxDepth = McpJson.MaxDepth });
        Arguments = RequestArguments.Of(Method!, Target, json.RootElement.TryGetProperty("params", out var parameters) ? parameters : default);
    }

    private bool TryReadId(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || reader.ValueSpan.Length > MaxIdLength)
            return false;

        var raw = System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
        RawId = reader.TokenType == JsonTokenType.String ? $"\"{raw}\"" : raw;
        return true;
    }

    private ReasonCode? ReadParameters(ref Utf8JsonReader reader, ReasonCode? fault)
    {
        // The server reads null as no parameters at all.
        if (reader.TokenType == JsonTokenType.Null)
            return fault;
        if (reader.TokenType != JsonTokenType.StartObject)
            return fault ?? ReasonCode.EnvelopeInvalid;

        var target = RequestTarget.MemberOf(Method);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = ProtocolMembers.Find(in reader, out var isExact);
            if (!isExact)
                fault ??= ReasonCode.MemberCaseRefused;

            reader.Read();
            if (name is not null && name == target)
            {
                Target = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                if (Target is null)
                    fault ??= ReasonCode.EnvelopeInvalid;
            }
            else if (name == "protocolVersion" && Method == RequestMethods.Initialize && reader.TokenType == JsonTokenType.String)
            {
                ProtocolVersion ??= reader.GetString();
            }
            else if (name == RequestTarget.Reference && Method == RequestMethods.CompletionComplete && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadReference(ref reader);
            }
            else if (name == "_meta" && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadMeta(ref reader);
            }

            reader.Skip();
        }

        return fault;
    }

    private void ReadReference(ref Utf8JsonReader reader)
    {
        string? type = null, name = null, uri = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString();
            reader.Read();
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            switch (member)
            {
                case "type": type = text; break;
                case "name": name = text; break;
                case "uri": uri = text; break;
            }

            reader.Skip();
        }

        (TargetKind, Target) = RequestTarget.OfReference(type, name, uri);
    }

    private void ReadMeta(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals(VersionMember);
            var isTrace = reader.ValueTextEquals(W3CTrace.Name);
            reader.Read();
            if (isVersion && reader.TokenType == JsonTokenType.String)
                ProtocolVersion = reader.GetString();
            else if (isTrace && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= W3CTrace.MaxLength)
                RemoteTrace = W3CTrace.Read(reader.GetString());

            reader.Skip();
        }
    }
}
