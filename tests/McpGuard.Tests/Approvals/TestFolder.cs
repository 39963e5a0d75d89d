using Microsoft.Extensions.Logging.Testing;

namespace McpGuard.Tests.Approvals;

/// <summary>A folder of approvals for a test, with a store in it.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder(TimeProvider time, string? key = null)
    {
        Assert.That(ApprovalFolder.FindProblem(Location), Is.Null);
        Store = NewStore(time, key);
    }

    public string Location { get; } = Path.Combine(Path.GetTempPath(), $"approvals-{Guid.NewGuid():N}");

    public FakeLogger<FileApprovalStore> Log { get; } = new();

    public FileApprovalStore Store { get; }

    public string PathOf(string name) => Path.Combine(Location, name);

    public ApprovalFolder Open(string? key = null) => new(Location, new ApprovalSeal(key));

    public FileApprovalStore NewStore(TimeProvider time, string? key = null, TimeLimitedFile? files = null) => new(Open(key), time, Log, files);

    public void Dispose()
    {
        if (Directory.Exists(Location))
            Directory.Delete(Location, recursive: true);
    }
}
