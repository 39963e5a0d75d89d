namespace McpGuard.TestSupport;

/// <summary>Approvals for tests: alice asks for a refund, and finance leads decide.</summary>
internal static class SampleApprovals
{
    public static ApprovalDemand Demand { get; } = new()
    {
        Rule = "declaration",
        Groups = ["finance-leads"],
        WaitFor = TimeSpan.FromMinutes(30),
        ValidFor = TimeSpan.FromMinutes(5),
    };

    public static Approver Bob { get; } = Lead("bob");

    public static Approver Lead(string name) => new(Person(name)) { Groups = ["finance-leads"] };

    public static ApprovalPerson Person(string name) => new(Callers.Issuer, name, name);

    public static Approval Pending(
        DateTimeOffset now, string id = "apr_1", string binding = "binding", string requester = "alice", string? subject = null) => new()
        {
            Id = id,
            Binding = binding,
            OperationId = "op-1",
            Requester = requester,
            Subject = Person(subject ?? requester),
            Actors = [Person("agent")],
            ClientId = "client",
            Resource = "https://tools.example.com/mcp",
            Tool = "refund",
            Arguments = System.Text.Json.JsonElement.Parse("""{"amount":100}"""),
            PolicyVersion = "1",
            Demands = [Demand],
            RequestedAt = now,
            WaitsUntil = now + Demand.WaitFor,
            HoldsUntil = now + Demand.WaitFor,
        };
}
