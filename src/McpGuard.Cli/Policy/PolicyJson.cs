using System.Text.Json.Serialization;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Policy;

/// <summary>Serializes results about policies for programs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters =
        [
            typeof(SnakeCaseEnum<AuditEffect>), typeof(SnakeCaseEnum<ReasonCode>), typeof(SnakeCaseEnum<ConditionState>),
            typeof(SnakeCaseEnum<PolicyChangeKind>),
        ])]
[JsonSerializable(typeof(LintResult))]
[JsonSerializable(typeof(AccessExplanation))]
[JsonSerializable(typeof(TestReport))]
[JsonSerializable(typeof(PolicyDiff))]
internal sealed partial class PolicyJson : JsonSerializerContext;
