using System.Text.Json;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The progress of one request through the guard. Several places may take a step at once: the HTTP endpoint, the message filter, the
/// filter of a call, a client that goes away. Each step is taken once, and only from the stage that it follows. A record is made from
/// a step alone, so an operation has one decision and one outcome in each of its rounds.
/// </summary>
internal sealed class GuardedOperation(GuardedRequest request, PolicySnapshot policy, TimeProvider time, long startedAt, string? id = null)
{
    /// <summary>How long a session may take to begin with a message. It does so at once, unless it has ended.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // In the place of a reason of the guard's.
    private const int ApplicationFault = -1;

    private int _stage;
    private int _fault;
    private string _id = id ?? OperationId.Next(time);
    private TaskCompletionSource? _decided;

    /// <summary>
    /// Joins the decision's record and the outcome's, and is told to a refused caller. A resumed operation keeps the one that it
    /// began with.
    /// </summary>
    public string Id => _id;

    /// <summary>The policy that the operation is decided by, to its end.</summary>
    public PolicySnapshot Policy { get; } = policy;

    /// <summary>Cancelled when the client of an HTTP request goes away.</summary>
    public CancellationToken Aborted { get; init; }

    /// <summary>What a gateway says of the device, still to be verified; null if it says nothing.</summary>
    public PresentedDevice? Device { get; init; }

    /// <summary>What has been counted or asked for the operation already.</summary>
    public OperationMemo Memo { get; } = new();

    /// <summary>What is known of the request. It stays as it is once the operation is decided.</summary>
    public GuardedRequest Request { get; private set; } = request;

    /// <summary>Who calls, once that is known.</summary>
    public DelegatedCaller? Caller { get; private set; }

    /// <summary>The tool, prompt or resource of the server that the request names, once it has been found.</summary>
    public IMcpServerPrimitive? Primitive { get; private set; }

    /// <summary>How often the operation has been suspended, or null if it has not been.</summary>
    public int? Round { get; private set; }

    /// <summary>
    /// Whether the operation is a suspended one that its message resumes. Over HTTP the whole call comes again; elsewhere the server
    /// may hand the answer straight to the tool that waits for it.
    /// </summary>
    public bool IsResumed { get; private set; }

    public OperationStage Stage => (OperationStage)Volatile.Read(ref _stage);

    public bool IsDecided => Stage != OperationStage.Received;

    /// <summary>Why the guard broke off a call that it had allowed, if it did.</summary>
    public ReasonCode? Fault => _fault > 0 ? (ReasonCode)_fault : null;

    /// <summary>Whether the application's endpoint failed, and the guard did not before.</summary>
    public bool IsApplicationFault => _fault == ApplicationFault;

    public long StartedAt => startedAt;

    /// <summary>How long ago the operation began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(startedAt);

    /// <summary>Takes over a better reading of the request.</summary>
    public bool TryDescribe(GuardedRequest better)
    {
        if (!IsDecided)
            Request = better;

        return ReferenceEquals(Request, better);
    }

    /// <summary>Takes over who calls. Nobody else does then.</summary>
    public bool TryIdentify(DelegatedCaller caller)
    {
        if (!IsDecided)
            Caller ??= caller;

        return ReferenceEquals(Caller, caller);
    }

    /// <summary>Takes over what the server has found for the request's target, which is what will run.</summary>
    public bool TryMatch(string? target, IMcpServerPrimitive? matched)
    {
        if (IsDecided)
            return false;

        Primitive = matched;
        return target == Request.Target || TryDescribe(Request with { Target = target });
    }

    /// <summary>Continues a suspended operation under the identifier that it began with.</summary>
    public bool TryResume(string firstId, int round)
    {
        if (IsDecided)
            return false;

        _id = firstId;
        Round = round;
        IsResumed = Request.Transport != TransportNames.Http;
        return true;
    }

    /// <summary>Takes the decision. A refused operation has no outcome.</summary>
    /// <returns>Whether nobody else has taken it.</returns>
    public bool TryDecide(bool isAllowed)
    {
        if (!Move(OperationStage.Received, isAllowed ? OperationStage.Decided : OperationStage.Closed))
            return false;

        // A full fence lies between the step and this look, as it does between the other two.
        Volatile.Read(ref _decided)?.TrySetResult();
        return true;
    }

    /// <summary>Announces a filter that records the outcome.</summary>
    public bool TryRun() => Move(OperationStage.Decided, OperationStage.Running);

    /// <summary>Takes the outcome.</summary>
    /// <returns>Whether nobody else has taken it.</returns>
    public bool TryEnd(bool isSuspended) => Move(OperationStage.Running, isSuspended ? OperationStage.Suspended : OperationStage.Closed) || TryClose();

    /// <summary>Takes the outcome, unless a filter is going to or has taken it.</summary>
    /// <returns>Whether it is still to be recorded.</returns>
    public bool TryClose() => Move(OperationStage.Decided, OperationStage.Closed);

    /// <summary>
    /// Begins another round, with a decision and an outcome of its own: for an older client the server asks the question of a call
    /// itself, and then runs the call again.
    /// </summary>
    public bool TryBeginRound()
    {
        if (!Move(OperationStage.Suspended, OperationStage.Received))
            return false;

        Round = (Round ?? 0) + 1;
        IsResumed = false;
        _fault = 0;
        return true;
    }

    /// <summary>Notes why the guard breaks the operation off. The first failure counts.</summary>
    public bool TryFail(ReasonCode reason) => Interlocked.CompareExchange(ref _fault, (int)reason, 0) == 0;

    /// <summary>Notes that the application's own endpoint has failed. The first failure counts.</summary>
    public bool TryFailInApplication() => Interlocked.CompareExchange(ref _fault, ApplicationFault, 0) == 0;

    /// <summary>Waits until the decision is taken, but not for ever: the session may have ended first.</summary>
    public async ValueTask WaitForDecisionAsync()
    {
        var decided = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _decided, decided);
        if (!IsDecided)
            await decided.Task.WaitAsync(Patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Asks whether the caller may do what the request asks for.</summary>
    /// <param name="arguments">The arguments, if the policy looks at them.</param>
    public AccessRequest Ask(JsonElement? arguments = null) => Ask(Request.Method ?? "", Request.Target, arguments, Memo, Request.TargetKind);

    /// <summary>Asks about something that the request leads to: an entry of a list, the call that a task came from.</summary>
    public AccessRequest Ask(string method, string? target, JsonElement? arguments, OperationMemo? memo, TargetKind? kind = null) => new()
    {
        Caller = Caller ?? throw new InvalidOperationException("Nothing is asked before the caller is known."),
        Method = method,
        Target = target,
        Kind = kind,
        Arguments = arguments,
        ClientAddress = Request.ClientAddress,
        Device = Device,
        Time = time.GetUtcNow(),
        Memo = memo,
    };

    private bool Move(OperationStage from, OperationStage to) => Interlocked.CompareExchange(ref _stage, (int)to, (int)from) == (int)from;
}
