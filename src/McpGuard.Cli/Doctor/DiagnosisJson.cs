using System.Text.Json.Serialization;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Doctor;

/// <summary>Serializes a diagnosis for programs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnum<Check>), typeof(SnakeCaseEnum<CheckState>), typeof(SnakeCaseEnum<ClientVerdict>)])]
[JsonSerializable(typeof(Diagnosis))]
internal sealed partial class DiagnosisJson : JsonSerializerContext;
