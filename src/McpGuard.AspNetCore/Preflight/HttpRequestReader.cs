using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Reads an HTTP request: its web origin, its credential, and its body. Only the start of a stranger's body is read.</summary>
internal sealed class HttpRequestReader(
    ITokenValidator validator,
    GuardedResource resource,
    OriginRule origins,
    IOptions<McpGuardOptions> options,
    IOptions<McpServerOptions> server,
    IOptions<ForwardedHeadersOptions> forwarded,
    TimeProvider time)
{
    // A client's description of itself stays in memory as long as its session.
    private const int MaxInitializeBytes = 64 * 1024;

    private readonly ForwardedAddresses _addresses = new(forwarded.Value);
    private readonly BodyDrain _drain = new();
    private readonly BodyPrefix _prefixes = new();
    private readonly string? _named = resource.Endpoint is null ? null : resource.Identifier;
    private readonly TokenValidator? _known = validator as TokenValidator;
    private volatile ArgumentNeeds? _needs;

    public async ValueTask<HttpReading> ReadAsync(HttpContext context, bool isServed, CompiledPolicy policy)
    {
        var request = context.Request;
        var device = DeviceHeader.Take(request, policy.Settings.DeviceHeader);
        if (!origins.Allows(request))
            return new(Describe(context) with { Origin = request.Headers.Origin }) { Fault = ReasonCode.OriginNotAllowed, Device = device };

        var result = await ValidateAsync(context, policy.Credentials).ConfigureAwait(false);
        if (result.IsAccepted)
            return await ReadBodyAsync(context, isServed, policy).ConfigureAwait(false) with { Caller = result.Caller, Device = device };

        var prefix = await ReadPrefixAsync(request).ConfigureAwait(false);
        return new(Describe(context, prefix, result.ToRecorded())) { Fault = result.Reason, Token = result, Device = device, Envelope = prefix };
    }

    /// <summary>Reads what is left of the body of a request that has got its refusal.</summary>
    public Task DiscardAsync(HttpContext context) => _drain.RunAsync(context, options.Value.MaxRequestBodyBytes, time);

    /// <summary>The facts from the request itself, and from the part of its body that was read.</summary>
    public GuardedRequest Describe(HttpContext context, RequestEnvelope? envelope = null, AuditClaims? claimed = null)
    {
        var request = context.Request;
        return new()
        {
            Transport = TransportNames.Http,
            Resource = resource,
            ClientAddress = context.Connection.RemoteIpAddress,
            ClientPort = context.Connection.RemotePort,
            IsClientAddressUnproven = _addresses.IsUnproven(context),
            HttpProtocol = request.Protocol,
            TransportSession = request.Headers[McpHeaders.Session],
            RemoteTrace = envelope?.RemoteTrace ?? TraceOf(request),
            Claimed = claimed?.With(envelope?.Claimed) ?? envelope?.Claimed,
            Bytes = envelope?.Length ?? request.ContentLength,
            ProtocolVersion = VersionOf(request, envelope),
            Method = envelope?.Method,
            RequestId = envelope?.RawId?.Trim('"'),
            Target = envelope?.Target,
            Kind = envelope?.TargetKind,
        };
    }

    // Only a token that is not known yet becomes a string.
    private ValueTask<TokenResult> ValidateAsync(HttpContext context, CredentialPairs pairs)
    {
        if (PresentedCredential.Read(context.Request, pairs, out var first, out var second) is { } fault)
            return new(TokenResult.Refused(fault));

        var isPair = !second.IsNone;
        var known = _known?.FindKnown(first.Token, first.Header, _named, isPair);
        if (!isPair)
            return known is { } alone ? new(pairs.Judge(alone)) : ValidateAsync(context, pairs, Presented(context, first, isPair));

        return known is { } one && _known!.FindKnown(second.Token, second.Header, _named, isPair) is { } other
            ? new(pairs.Judge(one, other))
            : ValidateAsync(context, pairs, Presented(context, first, isPair), Presented(context, second, isPair));
    }

    private async ValueTask<TokenResult> ValidateAsync(HttpContext context, CredentialPairs pairs, PresentedToken first, PresentedToken? second = null)
    {
        var result = await validator.ValidateAsync(first, context.RequestAborted).ConfigureAwait(false);
        if (second is not { } beside)
            return pairs.Judge(result);

        if (!result.IsAccepted)
            return result;

        var other = await validator.ValidateAsync(beside, context.RequestAborted).ConfigureAwait(false);
        return pairs.Judge(result, other);
    }

    private PresentedToken Presented(HttpContext context, in PresentedCredential credential, bool isOneOfTwo) => new(credential.Token.ToString())
    {
        Header = credential.Header,
        ClientAddress = context.Connection.RemoteIpAddress,
        Resource = _named,
        IsOneOfTwo = isOneOfTwo,
    };

    // The content of a request without a valid token decides nothing. Its id is needed for the answer and its method for the record, if they are present.
    private async ValueTask<RequestEnvelope?> ReadPrefixAsync(HttpRequest request) => HttpMethods.IsPost(request.Method) && RequestBody.HasJsonInUtf8(request)
        ? await _prefixes.ReadAsync(request, time).ConfigureAwait(false)
        : null;

    private async ValueTask<HttpReading> ReadBodyAsync(HttpContext context, bool isServed, CompiledPolicy policy)
    {
        var request = context.Request;
        if (!isServed)
            return new(Describe(context)) { Fault = ReasonCode.MethodNotAllowed };
        if (!HttpMethods.IsPost(request.Method))
            return new(Describe(context)) { Fault = IsServed(VersionOf(request)) ? null : ReasonCode.ProtocolVersionTooOld };
        if (!RequestBody.HasJsonInUtf8(request))
            return new(Describe(context)) { Fault = ReasonCode.MediaTypeRefused };

        var repeatsArguments = McpParamHeaders.ArePresent(request.Headers);

        // However the header is spelled, the server will read it as this value.
        request.ContentType = RequestBody.JsonType;
        var needs = Needs(policy).Of(repeatsArguments);
        if (request.ContentLength > options.Value.MaxRequestBodyBytes)
        {
            var prefix = await _prefixes.ReadAsync(request, time).ConfigureAwait(false);
            return new(Describe(context, prefix)) { Fault = ReasonCode.BodyTooLarge, Envelope = prefix };
        }

        var (fault, envelope) = await RequestBody.ExamineAsync(request, options.Value.MaxRequestBodyBytes, needs, context.RequestAborted).ConfigureAwait(false);
        if (envelope.Twins is { } twins && policy.AreMapKeys(envelope.Method, envelope.Target, twins))
            fault = null;

        var version = VersionOf(request, envelope);
        if (envelope.Method == RequestMethods.Initialize && envelope.Length > MaxInitializeBytes)
            fault ??= ReasonCode.BodyTooLarge;
        if (envelope.Method is null && ProtocolFloor.KnowsNoAnswers(version))
            fault ??= ReasonCode.EnvelopeInvalid;

        AuditClaims? claimed = null;
        var isOneVersion = McpHeaders.VersionAgrees(request.Headers, envelope);
        if (fault is null && !(isOneVersion && McpHeaders.Agree(request.Headers, envelope) && ParametersAgree(envelope)))
        {
            claimed = McpHeaders.AddTo(envelope.Claimed, request.Headers);
            if (!isOneVersion || McpHeaders.AreDefined(request.Headers, envelope))
                fault = ReasonCode.HeaderMismatch;
        }

        if (!IsServed(version))
            fault ??= ReasonCode.ProtocolVersionTooOld;

        return new(Describe(context, envelope, claimed)) { Fault = fault, Envelope = envelope };

        bool ParametersAgree(RequestEnvelope read) => !repeatsArguments || read.Method != RequestMethods.ToolsCall ||
            McpParamHeaders.Agree(request.Headers, PrimitiveLookup.Tool(server.Value, read.Target), read.Arguments);
    }

    private ArgumentNeeds Needs(CompiledPolicy policy)
    {
        var needs = _needs;
        if (needs?.Policy != policy)
            _needs = needs = new(policy);

        return needs;
    }

    private bool IsServed(string? version) => ProtocolFloor.IsMet(options.Value.MinimumProtocolVersion, version);

    private static string? VersionOf(HttpRequest request, RequestEnvelope? envelope = null) =>
        envelope?.ProtocolVersion ?? request.Headers[McpHeaders.ProtocolVersion];

    // A host that makes an activity for each request has read the header itself, and decides whether to trust it.
    private static W3CTrace? TraceOf(HttpRequest request) =>
        Activity.Current is null && request.Headers.TraceParent is [{ } trace] ? W3CTrace.Read(trace) : null;
}
