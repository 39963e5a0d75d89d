using System.Reflection;
using System.Reflection.Emit;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Attributes;

/// <summary>What an assembly demands, each tool in it demands.</summary>
[TestFixture]
internal sealed class AssemblyDemandTests
{
    [Test]
    public void Demand_of_the_assembly_holds_for_its_tools()
    {
        var tool = McpServerTool.Create(InAssemblyThatRequires("admins"), target: null, new() { Name = "tool" });
        var harness = new PolicyHarness(null, tool);

        Assert.That(harness.Problems, Is.Empty, "The assembly says who may.");
        Assert.That(harness.Decide("", tool).Reason, Is.EqualTo(ReasonCode.MembershipMissing));
    }

    private static MethodInfo InAssemblyThatRequires(string group)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Tools"), AssemblyBuilderAccess.Run,
            [new CustomAttributeBuilder(typeof(RequireGroupAttribute).GetConstructors().Single(), [new[] { group }])]);
        var type = assembly.DefineDynamicModule("Tools").DefineType("Tools", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        var body = type.DefineMethod("Run", MethodAttributes.Public | MethodAttributes.Static, typeof(string), []).GetILGenerator();
        body.Emit(OpCodes.Ldstr, "");
        body.Emit(OpCodes.Ret);
        return type.CreateType().GetMethod("Run")!;
    }
}
