using GatewayStandIns;

namespace BehindGateways;

/// <summary>One of the two ways to have both gateways; the folder of its name has the configuration of all three.</summary>
internal sealed record Layout(string Name, string Description, string Host, bool IsMcpRoute)
{
    private const string Key = "sk-svc";

    public static Layout A { get; } = new(
        "layout-a", "A, an ordinary route of Pomerium: LiteLLM's token decides, and the assertion confirms it.", "llm.corp.example", IsMcpRoute: false);

    public static Layout B { get; } = new(
        "layout-b", "B, an mcp route of Pomerium: the assertion says who, and LiteLLM's token for which tool.", "llmmcp.corp.example", IsMcpRoute: true);

    public Pomerium Pomerium(SigningKey key, IReadOnlyDictionary<string, GatewayUser> sessions) =>
        new(Host, key, sessions) { IsMcpRoute = IsMcpRoute, SetsAuthorization = !IsMcpRoute, LiteLlmKey = Key };

    public LiteLlm LiteLlm(SigningKey key) =>
        new("https://llm.corp.example", "https://files.corp.example/mcp", key) { ApiKey = Key, ReadsUserToken = !IsMcpRoute };
}
