using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>
/// The files of a folder with approvals: one for each approval, and one for each binding with the name of its newest approval. Only this
/// account can read them. A file is replaced as a whole, so a reader needs no lock.
/// </summary>
internal sealed class ApprovalFolder
{
    private const string Extension = ".json";
    private const string IdPrefix = "apr_";
    private const int MaxIdLength = 64;
    private const int MaxFileBytes = 8 * 1024 * 1024;
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly string _path;

    /// <exception cref="McpGuardConfigurationException">Other accounts have access to the folder.</exception>
    public ApprovalFolder(string path)
    {
        _path = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_path);
            return;
        }

        Directory.CreateDirectory(_path, Own | UnixFileMode.UserExecute);
        if ((File.GetUnixFileMode(_path) & OfOthers) != 0)
            throw new McpGuardConfigurationException(
                [
                    $"{McpGuardDefaults.ConfigurationSection}:Approvals:Directory is '{_path}', to which other accounts have access. Take it from " +
                        $"them: chmod 700 {_path}",
                ]);
    }

    /// <summary>The file that a writer locks.</summary>
    public string LockPath => Path.Combine(_path, ".lock");

    public Approval? Find(string id) => IsId(id) && Read(PathOf(id)) is { } content ? Parse(content) : null;

    public Approval? FindByBinding(string binding) => IsBinding(binding) && Read(PathOfBinding(binding)) is { } id ? Find(Encoding.ASCII.GetString(id)) : null;

    public IEnumerable<Approval> All() =>
        Directory.EnumerateFiles(_path, $"{IdPrefix}*{Extension}").Select(file => Read(file)).OfType<byte[]>().Select(Parse);

    public void Write(Approval approval) => Replace(PathOf(approval.Id), JsonSerializer.SerializeToUtf8Bytes(approval, ApprovalJson.Default.Approval));

    public void WriteBinding(Approval approval) => Replace(PathOfBinding(approval.Binding), Encoding.ASCII.GetBytes(approval.Id));

    public void Delete(Approval approval)
    {
        if (FindByBinding(approval.Binding)?.Id == approval.Id)
            File.Delete(PathOfBinding(approval.Binding));

        File.Delete(PathOf(approval.Id));
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

    private string PathOf(string id) => Path.Combine(_path, id + Extension);

    private string PathOfBinding(string binding) => Path.Combine(_path, $"for-{binding}");

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
