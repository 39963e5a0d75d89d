using System.Text;

namespace McpGuard;

/// <summary>
/// The files of a folder with approvals: one for each approval, and one for each binding with the name of its newest approval. An approval
/// counts only under its own name. A file that is not an approval concerns only its own call, which gets no answer. One thread uses an
/// instance at a time.
/// </summary>
internal sealed class ApprovalFolder(string path, ApprovalSeal seal)
{
    private const string Option = $"{McpGuardDefaults.ConfigurationSection}:Approvals:Directory";

    private readonly ApprovalPaths _paths = new(Path.GetFullPath(path));
    private Dictionary<string, Entry> _known = new(StringComparer.Ordinal);

    /// <summary>The full path.</summary>
    public string Location => _paths.Folder;

    /// <summary>Why files are not approvals, by their path, as the last call of <see cref="All"/> has found them.</summary>
    public IReadOnlyDictionary<string, string> Damage { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Finds why a folder cannot be used, and waits no longer than a deadline for one that does not answer. If there is none at the path, it
    /// is created.
    /// </summary>
    public static string? FindProblem(string path)
    {
        try
        {
            return TimeLimitedFile.Of(path).Ask(CanLock)
                ? null
                : $"{Option} is '{path}', where files cannot be locked, so one approval could run two calls. Name a folder on a local disk, and do " +
                    "not disable file locking (DOTNET_SYSTEM_IO_DISABLEFILELOCKING).";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"{Option} is '{path}': {exception.Message}";
        }
    }

    /// <summary>Locks the folder for a change. The system releases the lock of a process that has died.</summary>
    /// <returns>The lock, until it is disposed; null if another writer has it.</returns>
    public FileStream? LockOrNone() => LockOrNone(_paths);

    /// <exception cref="InvalidDataException">The file is not the approval.</exception>
    public Approval? Find(string id) => ApprovalPaths.IsId(id) ? Load(_paths.Of(id)) : null;

    /// <exception cref="InvalidDataException">A file is not the approval of this call.</exception>
    public Approval? FindByBinding(string binding)
    {
        if (!ApprovalPaths.IsBinding(binding) || NameOrNone(_paths.OfBinding(binding)) is not { } id)
            return null;
        if (!ApprovalPaths.IsId(id))
            throw new InvalidDataException($"'{_paths.OfBinding(binding)}' names no approval.");

        var found = Load(_paths.Of(id));
        return found is null || found.Binding == binding
            ? found
            : throw new InvalidDataException($"'{_paths.OfBinding(binding)}' names the approval of another call.");
    }

    /// <summary>Reads all approvals. A file that has not changed since the last time is not read again.</summary>
    public IReadOnlyList<Approval> All()
    {
        var known = new Dictionary<string, Entry>(StringComparer.Ordinal);
        var damage = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in _paths.OfAll())
        {
            try
            {
                if (EntryOrNone(file) is { } entry)
                    known.Add(file, entry);
            }
            catch (Exception exception) when (exception is InvalidDataException or IOException)
            {
                damage.Add(file, exception.Message);
            }
        }

        _known = known;
        Damage = damage;
        return [.. known.Values.Select(entry => entry.Approval)];
    }

    public void Write(Approval approval) => ApprovalFile.WriteApproval(_paths.Of(approval.Id), seal, approval);

    /// <summary>Makes an approval the newest of its binding.</summary>
    public void WriteBinding(Approval approval) => ApprovalFile.Write(_paths.OfBinding(approval.Binding), Encoding.ASCII.GetBytes(approval.Id));

    public void Delete(Approval approval)
    {
        var binding = _paths.OfBinding(approval.Binding);
        if (NameOrNone(binding) == approval.Id)
            ApprovalFile.Delete(binding);

        ApprovalFile.Delete(_paths.Of(approval.Id));
    }

    private static FileStream? LockOrNone(ApprovalPaths paths)
    {
        try
        {
            return new FileStream(paths.Lock, ApprovalFile.Options(FileMode.OpenOrCreate));
        }
        catch (IOException) when (File.Exists(paths.Lock))
        {
            return null;
        }
    }

    private static bool CanLock(string folder)
    {
        OwnFolder.Prepare(folder);
        using var one = LockOrNone(new ApprovalPaths(folder));
        using var other = LockOrNone(new ApprovalPaths(folder));
        return one is null || other is null;
    }

    private static string? NameOrNone(string path) =>
        ApprovalFile.ReadOrNone(path, ApprovalPaths.MaxLength) is { } name ? Encoding.ASCII.GetString(name) : null;

    private Entry? EntryOrNone(string path)
    {
        var state = FileState.OfEntry(path);
        if (_known.TryGetValue(path, out var last) && last.State == state)
            return last;

        return Load(path) is { } approval ? new(state, approval) : null;
    }

    private Approval? Load(string path)
    {
        var approval = ApprovalFile.ReadApprovalOrNone(path, seal);
        return approval is null || _paths.Of(approval.Id) == path
            ? approval
            : throw new InvalidDataException($"'{path}' contains the approval of another file.");
    }

    private sealed record Entry(FileState State, Approval Approval);
}
