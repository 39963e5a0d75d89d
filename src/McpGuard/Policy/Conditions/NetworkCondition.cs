using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard;

/// <summary>
/// The request comes from one of the given networks. The address is that of the connection. Behind a proxy, tell the web server which
/// proxies to trust (ASP.NET Core's forwarded headers middleware). Without an address, the condition is not met.
/// </summary>
internal sealed class NetworkCondition(IPNetwork[] networks) : Condition
{
    public override string Name => "network";

    public override ReasonCode Reason => ReasonCode.NetworkNotAllowed;

    public override bool IsKnownFromRecords => true;

    public override string Demand => $"an address in {string.Join(", ", networks)}";

    public static NetworkCondition? Read(PolicyObject rule, ConditionSources sources)
    {
        var texts = rule.Texts("Network");
        var networks = new List<IPNetwork>();
        foreach (var text in texts)
        {
            if (IPNetwork.TryParse(text, out var network) && IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out var address) &&
                network.BaseAddress.Equals(address))
                networks.Add(network);
            else
                rule.Wrong("Network", $"has '{text}', which is not a network such as 10.0.0.0/8 or 2001:db8::/32 without bits after the prefix");
        }

        if (texts.Length > 0 && sources.Server?.Services.GetService<ClientAddresses>()?.Problem is { } problem)
            rule.Wrong("Network", problem);

        return texts.Length == 0 ? null : new NetworkCondition([.. networks]);
    }

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        if (request.ClientAddress is not { } address)
            return new(ConditionResult.NotMet());
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();

        return new(ConditionResult.Of(Array.Exists(networks, network => network.Contains(address)), address.ToString()));
    }
}
