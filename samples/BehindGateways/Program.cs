using BehindGateways;

// The client calls Pomerium, Pomerium calls LiteLLM, and LiteLLM calls the server. Both gateways are stand-ins that sign as the products do.
foreach (var layout in new[] { Layout.A, Layout.B })
{
    Console.WriteLine(layout.Description);
    await using var layers = await Layers.StartAsync(layout);

    await layers.CallAsync("alice", "whoami");
    await layers.CallAsync("alice", "files_list");
    await layers.CallAsync("alice", "files_delete", ("name", "a.txt"));
    await layers.CallAsync("bob", "files_list");
    await layers.CallPastTheGatewaysAsync("whoami");
}
