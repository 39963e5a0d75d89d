using System.Text.Json;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The progress of one request through the guard. Several places may take a step at once: the HTTP endpoint, the message filter, the filter
/// of a call, a client that disconnects. Each step is taken once, and only from the stage before it. A record is made only from a step, so
/// an operation has one decision and one outcome in each of its rounds.
/// </summary>
internal sealed class GuardedOperation(GuardedRequest request, CompiledPolicy policy, TimeProvider time, long startedAt, string? id = null)
{
    /// <summary>The longest time in which a session may start with a message. It starts at once, unless it has ended.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Marks a failure of the endpoint, instead of a reason of the guard.
    private const int ApplicationFault = -1;

    private int _stage;
    private int _fault;
    private int _round;
    private readonly AuditId _number = id is null ? AuditId.Next(time) : default;
    private string? _id = id;
    private TaskCompletionSource? _decided;

    /// <summary>The identifier that the records of the operation share. A refused caller gets it too. A resumed operation keeps its identifier.</summary>
    public string Id => _id ??= _number.ToString();

    /// <summary>The identifier as records have it, which needs no text.</summary>
    public AuditId RecordedId => _id is { } text ? new(text) : _number;

    /// <summary>The policy that decides on the operation, to its end.</summary>
    public CompiledPolicy Policy { get; } = policy;

    /// <summary>Cancelled when the client of an HTTP request disconnects.</summary>
    public CancellationToken Aborted { get; init; }

    /// <summary>The gateway's device assertion, not verified yet; null if there is none.</summary>
    public PresentedDevice? Device { get; init; }

    /// <summary>What headers say of the request in the records of gateways; null if it came through none.</summary>
    public GatewayReferences? References { get; init; }

    /// <summary>The counts and remote answers of the operation.</summary>
    public OperationMemo Memo { get; } = new();

    /// <summary>The request. It does not change after the decision.</summary>
    public GuardedRequest Request { get; private set; } = request;

    /// <summary>The caller, once it is known.</summary>
    public DelegatedCaller? Caller { get; private set; }

    /// <summary>The server's tool, prompt or resource for the request, once it has been found.</summary>
    public IMcpServerPrimitive? Primitive { get; private set; }

    /// <summary>How often the operation has been suspended, or null if it has not been.</summary>
    public int? Round => _round > 0 ? _round : null;

    /// <summary>
    /// Whether the operation is suspended and its message resumes it. Over HTTP the whole call comes again; on other transports the server
    /// may pass the answer directly to the waiting tool.
    /// </summary>
    public bool IsResumed { get; private set; }

    /// <summary>Whether the target ran in an earlier round, and asked its user a question.</summary>
    public bool HasRun { get; private set; }

    /// <summary>Whether the operation waits for an approval: it was suspended by the guard itself, before its target ran.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>The approval that the operation uses, or null.</summary>
    public string? ApprovalId { get; private set; }

    public OperationStage Stage => (OperationStage)Volatile.Read(ref _stage);

    public bool IsDecided => Stage != OperationStage.Received;

    /// <summary>The reason why the guard ended an allowed call, or null.</summary>
    public ReasonCode? Fault => _fault > 0 ? (ReasonCode)_fault : null;

    /// <summary>Whether the application's endpoint failed, and the guard had not failed before.</summary>
    public bool IsApplicationFault => _fault == ApplicationFault;

    public long StartedAt => startedAt;

    /// <summary>The time since the operation began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(startedAt);

    /// <summary>Replaces the request by a more complete reading of it.</summary>
    public bool TryDescribe(GuardedRequest better)
    {
        if (!IsDecided)
            Request = better;

        return ReferenceEquals(Request, better);
    }

    /// <summary>Sets the caller. It can be set once.</summary>
    public bool TryIdentify(DelegatedCaller caller)
    {
        if (!IsDecided)
            Caller ??= caller;

        return ReferenceEquals(Caller, caller);
    }

    /// <summary>Sets the target that the server has found and will run.</summary>
    public bool TryMatch(string? target, IMcpServerPrimitive? matched)
    {
        if (IsDecided)
            return false;

        Primitive = matched;
        return target == Request.Target || TryDescribe(Request with { Target = target });
    }

    /// <summary>Resumes a suspended operation with its first identifier.</summary>
    /// <param name="firstId">The identifier.</param>
    /// <param name="round">How often it has been suspended.</param>
    /// <param name="isWaiting">Whether it waits for an approval. Then no tool waits for an answer, and the call is decided as a new one.</param>
    public bool TryResume(string firstId, int round, bool isWaiting)
    {
        if (IsDecided)
            return false;

        _id = firstId;
        _round = round;
        IsWaiting = isWaiting;
        HasRun = !isWaiting;
        IsResumed = !isWaiting && Request.Transport != TransportNames.Http;
        return true;
    }

    /// <summary>Lets the operation wait for an approval, before its target runs.</summary>
    /// <returns>Whether the target has not begun to run.</returns>
    public bool TryWait() => IsWaiting = Stage is OperationStage.Received or OperationStage.Decided;

    /// <summary>Sets the approval that the operation uses. It uses one, in all of its rounds.</summary>
    public bool TryUseApproval(string? approvalId)
    {
        if (Stage is OperationStage.Received or OperationStage.Decided)
            ApprovalId ??= approvalId;

        return approvalId is not null && ApprovalId == approvalId;
    }

    /// <summary>Takes the decision. A refused operation has no outcome.</summary>
    /// <returns>Whether it was not taken before.</returns>
    public bool TryDecide(bool isAllowed)
    {
        if (!Move(OperationStage.Received, isAllowed ? OperationStage.Decided : OperationStage.Closed))
            return false;

        // A full fence is between the step and this read, as between the other two.
        Volatile.Read(ref _decided)?.TrySetResult();
        return true;
    }

    /// <summary>Announces a filter that records the outcome.</summary>
    public bool TryRun()
    {
        IsWaiting = false;
        return Move(OperationStage.Decided, OperationStage.Running);
    }

    /// <summary>Takes the outcome.</summary>
    /// <returns>Whether it was not taken before.</returns>
    public bool TryEnd(bool isSuspended) => Move(OperationStage.Running, isSuspended ? OperationStage.Suspended : OperationStage.Closed) || TryClose();

    /// <summary>Takes the outcome, unless a filter has taken it or will take it.</summary>
    /// <returns>Whether it is still to be recorded.</returns>
    public bool TryClose() => Move(OperationStage.Decided, OperationStage.Closed);

    /// <summary>
    /// Begins another round with its own decision and outcome. For an older client the server itself asks the question of a call, and then
    /// runs the call again.
    /// </summary>
    public bool TryBeginRound()
    {
        if (!Move(OperationStage.Suspended, OperationStage.Received))
            return false;

        _round++;
        HasRun = true;
        IsResumed = false;
        _fault = 0;
        return true;
    }

    /// <summary>Notes the reason why the guard ends the operation. The first failure counts.</summary>
    public bool TryFail(ReasonCode reason) => Interlocked.CompareExchange(ref _fault, (int)reason, 0) == 0;

    /// <summary>Notes that the application's own endpoint has failed. The first failure counts.</summary>
    public bool TryFailInApplication() => Interlocked.CompareExchange(ref _fault, ApplicationFault, 0) == 0;

    /// <summary>Waits until the decision is taken, but not longer than <see cref="Patience"/>: the session may have ended first.</summary>
    public async ValueTask WaitForDecisionAsync()
    {
        var decided = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _decided, decided);
        if (!IsDecided)
            await decided.Task.WaitAsync(Patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Makes the policy's question whether the caller may make the request.</summary>
    /// <param name="arguments">The arguments, if the policy needs them.</param>
    /// <param name="approval">The question for the approval of a call that is about to run.</param>
    public AccessRequest Ask(JsonElement? arguments = null, ApprovalQuestion? approval = null) =>
        Ask(Request.Method ?? "", Request.Target, arguments, Memo, Request.Kind, approval);

    /// <summary>Makes the question for something that the request leads to: an entry of a list, the call that started a task.</summary>
    public AccessRequest Ask(
        string method, string? target, JsonElement? arguments, OperationMemo? memo, TargetKind? kind = null, ApprovalQuestion? approval = null) => new()
        {
            Caller = Caller ?? throw new InvalidOperationException("Nothing is asked before the caller is known."),
            Method = method,
            Target = target,
            Kind = kind,
            Arguments = arguments,
            ClientAddress = Request.ClientAddress,
            ProtocolVersion = Request.ProtocolVersion,
            Resource = Request.Resource?.Identifier,
            Device = Device,
            Time = time.GetUtcNow(),
            Approval = approval,
            Memo = memo,
        };

    private bool Move(OperationStage from, OperationStage to) => Interlocked.CompareExchange(ref _stage, (int)to, (int)from) == (int)from;
}
