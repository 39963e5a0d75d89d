using System.Text.Json;
using System.Text.Json.Serialization;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Audit;

/// <summary>The result of a verification, for programs.</summary>
internal sealed record VerificationResult(
    string Verdict,
    bool IsIntact,
    long ProblemCount,
    IReadOnlyList<VerificationResult.Place> Findings,
    int Segments,
    long Records,
    long LastSeq,
    long SignedSeq,
    long UnsignedRecords,
    string? LogId,
    string? LastCheckpoint)
{
    public static VerificationResult Of(AuditVerification verification) => new(
        Words.Of(verification.Verdict),
        verification.IsIntact,
        verification.ProblemCount,
        [.. verification.Findings.Select(
            finding => new Place(Words.Of(finding.Kind), finding.IsProblem, finding.Segment, finding.Line, finding.Seq, finding.Message))],
        verification.Segments,
        verification.Records,
        verification.LastSeq,
        verification.SignedSeq,
        verification.UnsignedRecords,
        verification.LogId,
        verification.LastCheckpoint?.ToString());

    public override string ToString() => JsonSerializer.Serialize(this, VerificationJson.Default.VerificationResult);

    internal sealed record Place(string Kind, bool IsProblem, int Segment, int Line, long Seq, string Message);
}

/// <summary>Serializes the result of a verification.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(VerificationResult))]
internal sealed partial class VerificationJson : JsonSerializerContext;
