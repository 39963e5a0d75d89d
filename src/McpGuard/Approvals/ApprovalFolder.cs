using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>
/// The files of a folder with approvals: one for each approval, and one for each binding with the name of its newest approval. Only this
/// account can read them. A file is replaced as a whole, so a reader needs no lock. An approval counts only under its own name.
/// </summary>
internal sealed class ApprovalFolder(string path, ApprovalSeal seal)
{
    private const string Option = $"{McpGuardDefaults.ConfigurationSection}:Approvals:Directory";
    private const string Extension = ".json";
    private const string IdPrefix = "apr_";
    private const int MaxIdLength = 64;
    private const int MaxFileBytes = 8 * 1024 * 1024;
    private const UnixFileMode OfOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // Without a cached failure: a store works again when its folder does.
    private readonly Lazy<string> _path = new(() => Prepare(path), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Finds why a folder cannot be used. If there is none at the path, it is created.</summary>
    public static string? FindProblem(string path)
    {
        try
        {
            return CanLock(Prepare(path))
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
    public FileStream? LockOrNone() => LockOrNone(_path.Value);

    public Approval? Find(string id) => IsId(id) ? Load(PathOf(id)) : null;

    public Approval? FindByBinding(string binding)
    {
        if (!IsBinding(binding) || Read(PathOfBinding(binding)) is not { } id || Find(Encoding.ASCII.GetString(id)) is not { } found)
            return null;

        return found.Binding == binding ? found : throw new JsonException($"'{PathOfBinding(binding)}' names the approval of another call.");
    }

    public IEnumerable<Approval> All() => Directory.EnumerateFiles(_path.Value, $"{IdPrefix}*{Extension}").Select(Load).OfType<Approval>();

    public void Write(Approval approval) =>
        Replace(PathOf(approval.Id), seal.Close(JsonSerializer.SerializeToUtf8Bytes(approval, ApprovalJson.Default.Approval)));

    public void WriteBinding(Approval approval) => Replace(PathOfBinding(approval.Binding), Encoding.ASCII.GetBytes(approval.Id));

    public void Delete(Approval approval)
    {
        if (FindByBinding(approval.Binding)?.Id == approval.Id)
            File.Delete(PathOfBinding(approval.Binding));

        File.Delete(PathOf(approval.Id));
    }

    private static string Prepare(string path)
    {
        var full = Path.GetFullPath(path);
        FileAccessMode.CreateDirectory(full, AuditFileReaders.Owner);
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(full) & OfOthers) == 0
            ? full
            : throw new UnauthorizedAccessException($"Other accounts have access to the folder. Remove their access: chmod 700 {full}");
    }

    private static FileStream? LockOrNone(string folder)
    {
        var path = Path.Combine(folder, ".lock");
        try
        {
            return new FileStream(path, Options(FileMode.OpenOrCreate));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static bool CanLock(string folder)
    {
        using var one = LockOrNone(folder);
        using var other = LockOrNone(folder);
        return one is null || other is null;
    }

    private Approval? Load(string path)
    {
        if (Read(path) is not { } file)
            return null;
        if (!seal.TryOpen(file, out var content))
            throw new JsonException($"'{path}' is not sealed with this StateKey. All processes that share the folder need the same one.");
        if (JsonSerializer.Deserialize(content, ApprovalJson.Default.Approval) is not { } approval || !IsWhole(approval))
            throw new JsonException($"A member of the approval in '{path}' is missing.");

        return PathOf(approval.Id) == path ? approval : throw new JsonException($"'{path}' contains the approval of another file.");
    }

    // The deserializer leaves a list out that the file does not have.
    private static bool IsWhole(Approval approval) => approval is { Actors: not null, Masked: not null, Votes: not null } &&
        approval.Demands.All(demand => demand is { Groups: not null, Roles: not null, Count: > 0 }) &&
        approval.Votes.All(vote => vote is { Approver: not null, Demands: not null });

    // An identifier comes from a browser, so it must not name another file.
    private static bool IsId(string id) =>
        id.Length is > 4 and <= MaxIdLength && id.StartsWith(IdPrefix, StringComparison.Ordinal) &&
            id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static bool IsBinding(string binding) => binding.Length is > 0 and <= MaxIdLength && binding.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private string PathOf(string id) => Path.Combine(_path.Value, id + Extension);

    private string PathOfBinding(string binding) => Path.Combine(_path.Value, $"for-{binding}");

    private static byte[]? Read(string path)
    {
        try
        {
            using var file = BoundedFile.Open(path, MaxFileBytes);
            var content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (IOException exception)
        {
            throw new IOException($"'{path}': {exception.Message}", exception);
        }
    }

    private static void Replace(string path, byte[] content)
    {
        var temporary = $"{path}.new";
        using (var file = new FileStream(temporary, Options(FileMode.Create)))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static FileStreamOptions Options(FileMode mode) => FileAccessMode.Options(mode, FileShare.None, AuditFileReaders.Owner);
}

/// <summary>Approvals as stores write them.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Approval))]
internal sealed partial class ApprovalJson : JsonSerializerContext;
