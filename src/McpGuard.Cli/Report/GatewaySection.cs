using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>The gateways through which verified callers came, and what proves each.</summary>
internal static class GatewaySection
{
    public static void Write(Html html, ReportData data)
    {
        html.Write($"""
            <section id="gateways" aria-labelledby="gateways-title"><h2 id="gateways-title">Gateways</h2>
            <p>The gateways in front of the server. A gateway let the requests in; every decision is the guard's own.</p>

            """);
        if (data.Gateways.Counts.Count == 0)
        {
            html.WriteLine($"""<p class="none">No gateway is on record.</p></section>""");
            return;
        }

        html.Write($"""
            <div class="table" role="region" aria-label="Gateways" tabindex="0"><table>
            <thead><tr><th scope="col">Gateway</th><th scope="col">Issuer</th><th scope="col">Proof</th>
            <th scope="col" class="number">Allowed</th><th scope="col" class="number">Would deny</th><th scope="col" class="number">Denied</th></tr></thead>
            <tbody>

            """);
        foreach (var (way, counts) in data.Gateways.Counts.OrderBy(way => way.Key.Name, StringComparer.Ordinal).ThenBy(way => way.Key.Proof))
        {
            html.Write($"""<tr><th scope="row"><bdi>{way.Name}</bdi></th><td><bdi>{way.Issuer}</bdi></td><td>{ProofOf(way.Proof)}</td>""");
            html.WriteLine(
                $"""<td class="number">{counts.Allowed:N0}</td><td class="number">{counts.WouldDeny:N0}</td><td class="number">{counts.Denied:N0}</td></tr>""");
        }

        html.Write($"</tbody></table></div>\n");
        if (data.Gateways.Rest is { } rest)
            html.WriteLine($"""<p class="left-out">Further gateways have {rest.All:N0} decisions.</p>""");

        html.Write($"</section>\n");
    }

    private static string ProofOf(AuditGatewayProof proof) => proof switch
    {
        AuditGatewayProof.Signature => "its signature was verified",
        AuditGatewayProof.Assertion => "another verified signer names it",
        _ => "nothing proves it",
    };
}
