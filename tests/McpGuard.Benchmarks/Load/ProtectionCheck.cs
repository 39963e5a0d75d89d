using McpGuard.Benchmarks.Servers;
using McpGuard.Testing;

namespace McpGuard.Benchmarks.Load;

/// <summary>Makes sure that each server protects what it is said to protect: the speed of an unprotected server is not a result.</summary>
internal static class ProtectionCheck
{
    /// <summary>Calls without a token, without the scope, and as it should be.</summary>
    /// <returns>How many answers were wrong.</returns>
    public static int Run(Contender contender, ServerProcess server, TestAuthority authority)
    {
        var isProtected = contender.Kind != ServerKind.Unguarded;
        var scopeless = authority.Token(BenchmarkServer.Resource).WithScopes("demo:list").Build();
        var scoped = authority.Token(BenchmarkServer.Resource).WithScopes(BenchmarkServer.Scope).Build();

        // The stock way refuses a missing scope within a 200; what counts here is that the tool has not run.
        return Check("no token", null, !isProtected) + Check("no scope", scopeless, !isProtected) + Check("token and scope", scoped, mayRun: true);

        int Check(string what, string? token, bool mayRun)
        {
            using var connection = new Connection(server.Address, token);
            var (status, isAnswered) = connection.Call();
            if (isAnswered == mayRun)
                return 0;

            Console.Error.WriteLine($"{contender.Name}, {what}: {(mayRun ? "refused" : "served")}, status {status}");
            return 1;
        }
    }
}
