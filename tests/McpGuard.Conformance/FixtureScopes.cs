namespace McpGuard.Conformance;

/// <summary>The scopes of the fixtures: some tools need one, some two, some none.</summary>
internal static class FixtureScopes
{
    public const string Notify = "conformance:notify";
    public const string Ask = "conformance:ask";
    public const string Diagnose = "conformance:diagnose";

    public static readonly string[] All = [Notify, Ask, Diagnose];
}
