using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>What a person is told of an attempt to decide that has changed nothing.</summary>
internal static class RefusedDecision
{
    public static int StatusOf(ReasonCode? reason) => reason switch
    {
        null => StatusCodes.Status200OK,
        ReasonCode.FormInvalid => StatusCodes.Status400BadRequest,
        ReasonCode.ApproverNotEligible or ReasonCode.ApproverIsRequester or ReasonCode.ApproverUnknown => StatusCodes.Status403Forbidden,
        ReasonCode.ApprovalNotPending => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    public static string TextOf(ReasonCode reason) => reason switch
    {
        ReasonCode.FormInvalid => "Nothing was decided. The form was incomplete, too long, or not from your sign-in. Check the request and try again.",
        ReasonCode.ApproverIsRequester => "Nothing was decided. The call is made on your behalf, so another person has to approve it.",
        ReasonCode.ApproverUnknown => "Nothing was decided. It is not known which person has signed in, or on whose behalf the call is made.",
        ReasonCode.ApproverNotEligible => "Nothing was decided. You may not decide this, or you have already approved it.",
        ReasonCode.ApprovalNotPending => "Nothing was decided. The request has changed since you saw it, or its time is over. This is its present state.",
        ReasonCode.AuditUnavailable => "Nothing was decided, because the decision could not be recorded. Try again later.",
        _ => "The approvals are unavailable. Load the page again to see whether your decision took effect.",
    };
}
