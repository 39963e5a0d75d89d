using System.Reflection;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Requests;

/// <summary>What is declared is read from what runs, not from where a method was found.</summary>
[TestFixture]
internal sealed class RunningCodeTests
{
    private static IEnumerable<TestCaseData> NeedAdmin()
    {
        var instance = new ProdTools();
        yield return Case("derived class by its base", Registered(mcp => mcp.WithTools<BaseTools>(instance)), "plain");
        yield return Case("override by its base", Registered(mcp => mcp.WithTools<BaseTools>(instance)), "overridden");
        yield return Case("abstract method", Registered(mcp => mcp.WithTools<BaseTools>(instance)), "abstract");
        yield return Case("interface", Registered(mcp => mcp.WithTools<ITools>(instance)), "by-interface");
        yield return Case("explicit implementation", Registered(mcp => mcp.WithTools<ITools>(instance)), "explicit");
        yield return Case("generic base", Registered(mcp => mcp.WithTools<GenericTools<string>>(new TextTools())), "generic");
        yield return Case("prompt", Registered(mcp => mcp.WithPrompts<BaseTools>(instance)), "prompt");
        yield return Case("resource", Registered(mcp => mcp.WithResources<BaseTools>(instance)), "notes://all");
        yield return Case("lambda in a class", ProdTools.Lambda(1), "lambda");
        yield return Case(
            "metadata of the options",
            McpServerTool.Create([RequireScope("admin")] () => "", new() { Name = "metadata", Metadata = [new AllowAnyCallerAttribute()] }),
            "metadata");
        yield return Case(
            "function",
            McpServerTool.Create(AIFunctionFactory.Create([RequireScope("admin")] () => "", "function"), new() { Metadata = [new AllowAnyCallerAttribute()] }),
            "function");
        yield return Case(
            "wrapped function",
            McpServerTool.Create(new Passing(AIFunctionFactory.Create(instance.Overridden, "wrapped")), new() { Metadata = [new AllowAnyCallerAttribute()] }),
            "wrapped");
        yield return Case("wrapper without metadata", new Bare(McpServerTool.Create([RequireScope("admin")] () => "", new() { Name = "bare" })), "bare");
        yield return Case("wrapper's own class", new Demanding(McpServerTool.Create([AllowAnyCaller] () => "", new() { Name = "demanding" })), "demanding");
        yield return Case("default implementation", Registered(mcp => mcp.WithTools<IDefault>(new Plain())), "default");
        yield return Case("implementation in a derived interface", Registered(mcp => mcp.WithTools<IDefault>(new Redefining())), "redefined");
        yield return Case("method of an interface by the class", Registered(mcp => mcp.WithTools<Contracted>(new Contracted())), "implementing");
        yield return Case("override with another return type", Registered(mcp => mcp.WithTools<Covariant>(new NarrowCovariant())), "covariant");
        yield return Case("delegate of an interface", McpServerTool.Create(((ITools)instance).ByInterface, new() { Name = "by-interface" }), "by-interface");
        yield return Case("delegate of the instance", McpServerTool.Create(((BaseTools)instance).Overridden, new() { Name = "delegate" }), "delegate");

        static TestCaseData Case(string name, IMcpServerPrimitive primitive, string id) => new TestCaseData(primitive, id).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(NeedAdmin))]
    public void Declarations_of_the_running_code_apply(IMcpServerPrimitive found, string id)
    {
        var primitive = found is Registered registered ? registered.Find(id) : found;

        var (_, problems, scopes) = Read(primitive);

        Assert.That(problems, Is.Empty);
        Assert.That(scopes, Does.Contain("admin"));
    }

    [Test]
    public void Base_class_that_is_open_does_not_open_the_tools_of_derived_classes()
    {
        Assert.That(Read(Create<OpenTools>(nameof(OpenTools.Old), new OpenTools())).Declares, Is.True);
        Assert.That(Read(Create<DerivedTools>(nameof(DerivedTools.Old), new DerivedTools())).Declares, Is.True, "It is written in the open class.");
        Assert.That(Read(Create<DerivedTools>(nameof(DerivedTools.New), new DerivedTools())).Declares, Is.False);
        Assert.That(Read(Create<DerivedTools>(nameof(DerivedTools.Changed), new DerivedTools())).Declares, Is.False);
        Assert.That(Read(Create<OpenTools>(nameof(OpenTools.Changed), new DerivedTools())).Declares, Is.False);
    }

    [Test]
    public void Open_method_does_not_open_its_override() =>
        Assert.That(Read(Create<OpenMethod>(nameof(OpenMethod.Run), new ClosedMethod())).Declares, Is.False);

    [Test]
    public void Open_class_opens_its_inherited_tools() =>
        Assert.That(Read(Create<PlainTools>(nameof(PlainTools.Inherited), new OpenedTools())).Declares, Is.True);

    [Test]
    public void Metadata_of_the_options_can_declare_an_undeclared_function() =>
        Assert.That(
            Read(McpServerTool.Create(AIFunctionFactory.Create(() => "", "function"), new() { Metadata = [new AllowAnyCallerAttribute()] })).Declares, Is.True);

    [Test]
    public void Startup_fails_for_factory_of_the_author_for_a_class_that_can_be_derived_from()
    {
        var tool = McpServerTool.Create(typeof(BaseTools).GetMethod(nameof(BaseTools.Plain))!, _ => new ProdTools());

        Assert.That(Read(tool).Problems, Has.One.Contains("Seal BaseTools"));
        Assert.That(new PolicyHarness(null, tool).Problems, Has.One.Contains("Seal BaseTools"));
    }

    [Test]
    public void Factory_of_the_author_for_a_sealed_class_is_certain() =>
        Assert.That(Read(McpServerTool.Create(typeof(ProdTools).GetMethod(nameof(ProdTools.Overridden))!, _ => new ProdTools())).Problems, Is.Empty);

    [Test]
    public void Class_that_the_sdk_makes_itself_is_certain() =>
        Assert.That(Read(Registered(mcp => mcp.WithTools<OpenTools>()).Find("old")).Problems, Is.Empty);

    [Test]
    public void Demand_that_is_seen_twice_counts_once()
    {
        var problems = new List<string>();
        var (requirement, _) = Declaration.Of(McpServerTool.Create([RequireGroup("a"), RequireGroup("b")] () => "")).Compile(Sources, problems);

        Assert.That(requirement.Conditions, Has.Length.EqualTo(2));
    }

    private static ConditionSources Sources =>
        new(GuardState.InMemory(TimeProvider.System), new ServerParts(new ServiceCollection().BuildServiceProvider(), null!, null!));

    private static (bool Declares, List<string> Problems, ScopeSet Scopes) Read(IMcpServerPrimitive primitive)
    {
        var problems = new List<string>();
        var (requirement, declares) = Declaration.Of(primitive).Compile(Sources, problems);
        return (declares, problems, requirement.Scopes.All is { } all ? new ScopeSet(all) : ScopeSet.Empty);
    }

    private static McpServerTool Create<T>(string method, T instance) => McpServerTool.Create(typeof(T).GetMethod(method)!, instance);

    private static Registered Registered(Action<IMcpServerBuilder> register) => new Registered(register);

    private interface ITools
    {
        [McpServerTool(Name = "by-interface"), AllowAnyCaller]
        string ByInterface();

        [McpServerTool(Name = "explicit"), AllowAnyCaller]
        string Explicit();
    }

    private abstract class BaseTools
    {
        [McpServerTool(Name = "plain"), AllowAnyCaller]
        public string Plain() => GetType().Name;

        [McpServerTool(Name = "overridden"), AllowAnyCaller]
        public virtual string Overridden() => GetType().Name;

        [McpServerTool(Name = "abstract"), AllowAnyCaller]
        public abstract string Abstract();

        [McpServerPrompt(Name = "prompt"), AllowAnyCaller]
        public virtual string Prompt() => GetType().Name;

        [McpServerResource(UriTemplate = "notes://all"), AllowAnyCaller]
        public virtual string Resource() => GetType().Name;
    }

    [RequireScope("admin")]
    private sealed class ProdTools : BaseTools, ITools
    {
        public static McpServerTool Lambda(int captured) => McpServerTool.Create([AllowAnyCaller] () => captured, new() { Name = "lambda" });

        public override string Overridden() => "";

        public override string Abstract() => "";

        public string ByInterface() => "";

        string ITools.Explicit() => "";
    }

    private interface IDefault
    {
        [McpServerTool(Name = "default"), RequireScope("admin")]
        string Default() => "";

        [McpServerTool(Name = "redefined"), AllowAnyCaller]
        string Redefined() => "";
    }

    private interface IRedefined : IDefault
    {
        [RequireScope("admin")]
        string IDefault.Redefined() => "";
    }

    private sealed class Plain : IDefault;

    private sealed class Redefining : IRedefined;

    private interface IMethodDemands
    {
        [RequireScope("admin")]
        string OfMethod();
    }

    private sealed class Contracted : IMethodDemands
    {
        [McpServerTool(Name = "implementing"), AllowAnyCaller]
        public string OfMethod() => "";
    }

    private class Covariant
    {
        [McpServerTool(Name = "covariant"), AllowAnyCaller]
        public virtual object Run() => "";
    }

    private sealed class NarrowCovariant : Covariant
    {
        [RequireScope("admin")]
        public override string Run() => "";
    }

    private abstract class GenericTools<T>
    {
        [McpServerTool(Name = "generic"), AllowAnyCaller]
        public virtual string Run(string text) => $"{typeof(T)}{text}";
    }

    private sealed class TextTools : GenericTools<string>
    {
        [RequireScope("admin")]
        public override string Run(string text) => text;
    }

    [AllowAnyCaller]
    private class OpenTools
    {
        [McpServerTool(Name = "old")]
        public string Old() => GetType().Name;

        public virtual string Changed() => GetType().Name;
    }

    private sealed class DerivedTools : OpenTools
    {
        public string New() => GetType().Name;

        public override string Changed() => "";
    }

    private class OpenMethod
    {
        [AllowAnyCaller]
        public virtual string Run() => GetType().Name;
    }

    private sealed class ClosedMethod : OpenMethod
    {
        public override string Run() => "";
    }

    private class PlainTools
    {
        public string Inherited() => GetType().Name;
    }

    [AllowAnyCaller]
    private sealed class OpenedTools : PlainTools;

    private sealed class Passing(AIFunction inner) : DelegatingAIFunction(inner);

    private sealed class Bare(McpServerTool inner) : DelegatingMcpServerTool(inner)
    {
        public override IReadOnlyList<object> Metadata => [new AllowAnyCallerAttribute()];
    }

    [RequireScope("admin")]
    private sealed class Demanding(McpServerTool inner) : DelegatingMcpServerTool(inner);
}

/// <summary>What a registration with the builder comes to.</summary>
internal sealed class Registered(Action<IMcpServerBuilder> register) : IMcpServerPrimitive
{
    public string Id => throw new NotSupportedException();

    public IReadOnlyList<object> Metadata => [];

    public IMcpServerPrimitive Find(string id)
    {
        var services = new ServiceCollection();
        register(services.AddMcpServer());
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<McpServerOptions>>().Value;
        return new IEnumerable<IMcpServerPrimitive>?[] { options.ToolCollection, options.PromptCollection, options.ResourceCollection }
            .SelectMany(all => all ?? []).Single(primitive => primitive.Id == id);
    }
}
