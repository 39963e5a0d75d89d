namespace McpGuard.Cli.Tests.Running;

/// <summary>What came of a browser's look at a page.</summary>
/// <param name="Output">What the browser wrote.</param>
/// <param name="Complaints">What stands in the page's console.</param>
/// <param name="Requests">What the page wanted from the network.</param>
internal sealed record Look(string Output, string[] Complaints, string[] Requests);
