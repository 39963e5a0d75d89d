using System.CommandLine;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Audit;

internal sealed class VerifyCommand : Command
{
    private readonly Argument<DirectoryInfo> _log = LogArgument.New();
    private readonly VerificationInput _input = new();
    private readonly Option<bool> _final =
        new("--require-final-checkpoint") { Description = "The log must end with a checkpoint, as it does after a clean shutdown of the server." };
    private readonly Option<bool> _json = new("--json") { Description = "Writes the result as one JSON object." };

    public VerifyCommand(Terminal terminal)
        : base("verify", "Finds records that were changed, deleted, inserted, moved or cut off, and locates them.")
    {
        Add(_log);
        _input.AddTo(this);
        Add(_final);
        Add(_json);
        SetAction(parsed => Run(parsed, terminal));
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        var options = _input.Read(parsed);
        options.RequireFinalCheckpoint = parsed.GetValue(_final);
        var verification = AuditVerifier.Verify(parsed.GetRequiredValue(_log).FullName, options);

        if (parsed.GetValue(_json))
            terminal.WriteJson(VerificationResult.Of(verification).ToString());
        else
            Write(verification, terminal);

        return ExitCode.Of(verification.Verdict);
    }

    private static void Write(AuditVerification verification, Terminal terminal)
    {
        foreach (var finding in verification.Findings)
            terminal.WriteLine($"{(finding.IsProblem ? "PROBLEM" : "note")}  {Place(finding)}{finding.Message} ({Words.Of(finding.Kind)})");
        if (verification.Findings.Count(finding => finding.IsProblem) < verification.ProblemCount)
            terminal.WriteLine("The other problems are left out.");

        terminal.WriteLine(
            $"{Words.Count(verification.Records, "record")} in {Words.Count(verification.Segments, "segment")}, up to record {verification.LastSeq}.");
        if (verification.Verdict is AuditVerdict.Intact or AuditVerdict.PartlyVouched)
        {
            var except = verification.UnsignedRecords > 0 ? $", except for {Words.Count(verification.UnsignedRecords, "unsigned record")}" : "";
            terminal.WriteLine($"Signatures cover the records up to {verification.SignedSeq}{except}.");
        }

        if (verification is { Verdict: not AuditVerdict.Broken, LastCheckpoint: { } checkpoint })
        {
            terminal.WriteLine("The last checkpoint. Keep it elsewhere for --checkpoint:");
            terminal.WriteJson(checkpoint.ToString());
        }

        terminal.WriteLine(verification.Verdict switch
        {
            AuditVerdict.Intact => "The log is intact.",
            AuditVerdict.PartlyVouched => "No problem was found, but SIGNATURES DO NOT COVER THE WHOLE LOG.",
            AuditVerdict.Consistent =>
                "The log is consistent. ONLY THE CHAIN WAS CHECKED: without --key, anybody who can write the files could have made all of it.",
            _ => $"{Words.Count(verification.ProblemCount, "problem")} found. THE LOG IS NOT INTACT.",
        });
    }

    private static string Place(AuditFinding finding) => finding switch
    {
        { Segment: 0 } => "",
        { Line: 0 } => $"segment {finding.Segment}: ",
        _ => $"segment {finding.Segment}, line {finding.Line}, record {finding.Seq}: ",
    };
}
