using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>
/// The files of a folder with approvals: one for each approval, and one for each binding with the name of its newest approval. Only this
/// account can read them. A file is replaced as a whole, so a reader needs no lock.
/// </summary>
internal sealed class ApprovalFolder(string path)
{
    private const string Option = $"{McpGuardDefaults.ConfigurationSection}:Approvals:Directory";
    private const string Extension = ".json";
    private const string IdPrefix = "apr_";
    private const int MaxIdLength = 64;
    private const int MaxFileBytes = 8 * 1024 * 1024;
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // Without a cached failure: a store works again when its folder does.
    private readonly Lazy<string> _path = new(() => Prepare(path), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The file that a writer locks.</summary>
    public string LockPath => Path.Combine(_path.Value, ".lock");

    /// <summary>Finds why a folder cannot be used. If there is none at the path, it is created.</summary>
    public static string? FindProblem(string path)
    {
        try
        {
            Prepare(path);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"{Option} is '{path}': {exception.Message}";
        }
    }

    public Approval? Find(string id) => IsId(id) && Read(PathOf(id)) is { } content ? Parse(content) : null;

    public Approval? FindByBinding(string binding) => IsBinding(binding) && Read(PathOfBinding(binding)) is { } id ? Find(Encoding.ASCII.GetString(id)) : null;

    public IEnumerable<Approval> All() =>
        Directory.EnumerateFiles(_path.Value, $"{IdPrefix}*{Extension}").Select(file => Read(file)).OfType<byte[]>().Select(Parse);

    public void Write(Approval approval) => Replace(PathOf(approval.Id), JsonSerializer.SerializeToUtf8Bytes(approval, ApprovalJson.Default.Approval));

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
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(full);
            return full;
        }

        Directory.CreateDirectory(full, Own | UnixFileMode.UserExecute);
        return (File.GetUnixFileMode(full) & OfOthers) == 0
            ? full
            : throw new UnauthorizedAccessException($"Other accounts have access to the folder. Remove their access: chmod 700 {full}");
    }

    private static Approval Parse(byte[] content) => JsonSerializer.Deserialize(content, ApprovalJson.Default.Approval) is { } approval && IsWhole(approval)
        ? approval
        : throw new JsonException("A member of an approval is missing.");

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
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (file.Length > MaxFileBytes)
                throw new IOException($"'{path}' is too large.");

            var content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static void Replace(string path, byte[] content)
    {
        var temporary = $"{path}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Own;

        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}

/// <summary>Approvals as stores write them.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Approval))]
internal sealed partial class ApprovalJson : JsonSerializerContext;
