using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>One file in a folder of approvals. It is replaced as a whole, so a reader needs no lock. Only the owner can read it.</summary>
internal static class ApprovalFile
{
    private const int MaxBytes = 8 * 1024 * 1024;

    public static FileStreamOptions Options(FileMode mode) => FileAccessMode.Options(mode, FileShare.None, AuditFileReaders.Owner);

    /// <exception cref="InvalidDataException">The file is not a regular one, cannot be opened by this account, or is too large.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[]? ReadOrNone(string path, int maxBytes = MaxBytes)
    {
        // A link could lead to an older copy of an approval.
        var entry = FileState.OfEntry(path);
        if (entry.Kind is FileKind.Directory or FileKind.Link or FileKind.Other)
            throw new InvalidDataException($"'{path}' is not a regular file.");
        if (entry.Length > maxBytes)
            throw new InvalidDataException($"'{path}' is larger than {maxBytes} bytes.");

        try
        {
            using var file = BoundedFile.Open(path, maxBytes);
            var content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
        catch (IOException exception)
        {
            throw new IOException($"'{path}': {exception.Message}", exception);
        }
    }

    /// <exception cref="InvalidDataException">The file is not an approval, has not the seal, or cannot be opened.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Approval? ReadApprovalOrNone(string path, ApprovalSeal seal)
    {
        if (ReadOrNone(path) is not { } file)
            return null;
        if (!seal.TryOpen(file, out var content))
            throw new InvalidDataException($"'{path}' is not sealed with this StateKey. All processes that share the folder need the same one.");

        try
        {
            return JsonSerializer.Deserialize(content, ApprovalJson.Default.Approval) is { } approval && IsWhole(approval)
                ? approval
                : throw new InvalidDataException($"A member of the approval in '{path}' is missing.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' is not an approval: {exception.Message}", exception);
        }
    }

    public static void WriteApproval(string path, ApprovalSeal seal, Approval approval) =>
        Write(path, seal.Close(JsonSerializer.SerializeToUtf8Bytes(approval, ApprovalJson.Default.Approval)));

    /// <summary>
    /// Replaces the file as a whole. After a failure it has its old content. After this method it has the new one, also if the machine loses
    /// its power: an approval that was used must not come back.
    /// </summary>
    public static void Write(string path, byte[] content)
    {
        // Whatever has this name, nothing is written through it.
        var temporary = NewOf(path);
        File.Delete(temporary);
        using (var file = new FileStream(temporary, Options(FileMode.CreateNew)))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        if (!OperatingSystem.IsWindows())
            UnixFile.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    public static void Delete(string path)
    {
        File.Delete(path);
        File.Delete(NewOf(path));
    }

    private static string NewOf(string path) => $"{path}.new";

    // The deserializer leaves a list out that the file does not have, and takes null as an entry of a list.
    private static bool IsWhole(Approval approval) =>
        approval is { Demands.Count: > 0, Actors: not null, Masked: not null, Votes: not null } && Enum.IsDefined(approval.Status) &&
        approval.Actors.All(actor => actor is not null) &&
        approval.Masked.All(pointer => pointer is not null) &&
        approval.Demands.All(demand => demand is { Groups: not null, Roles: not null, Count: > 0 }) &&
        approval.Votes.All(vote => vote is { Approver: not null, Demands: not null });
}

/// <summary>Approvals as stores write them.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Approval))]
internal sealed partial class ApprovalJson : JsonSerializerContext;
