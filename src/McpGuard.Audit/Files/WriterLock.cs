using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace McpGuard.Audit;

/// <summary>
/// The file that says which process writes a log or an export. It is locked; and where locks do not work (network file systems,
/// <c>DOTNET_SYSTEM_IO_DISABLEFILELOCKING</c>), a random text in it tells a writer that another has taken over.
/// </summary>
internal sealed class WriterLock : IDisposable
{
    private const int NonceBytes = 16;

    private readonly string _path;
    private readonly byte[] _nonce = System.Text.Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(2 * NonceBytes, lowercase: true));
    private readonly FileStream _file;
    private readonly SafeFileHandle _handle;
    private readonly FileState _state;

    /// <exception cref="IOException">Another process holds the file, or it cannot be written.</exception>
    public WriterLock(string path, Func<string, FileStreamOptions, FileStream> open, FileStreamOptions options)
    {
        _path = path;
        if (FileState.OfEntry(path).Kind is not (FileKind.None or FileKind.Regular))
            throw new IOException($"'{path}' is not a regular file.");

        _file = open(path, options);
        try
        {
            // The stream sets the file's position each time it is asked for the handle.
            _handle = _file.SafeFileHandle;
            _file.SetLength(_nonce.Length);
            RandomAccess.Write(_handle, _nonce, fileOffset: 0);
            _state = FileState.Of(_file);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Whether another process has written its name over ours.</summary>
    public bool IsTakenOver
    {
        get
        {
            Span<byte> found = stackalloc byte[_nonce.Length];
            return RandomAccess.Read(_handle, found, fileOffset: 0) != found.Length || !found.SequenceEqual(_nonce);
        }
    }

    /// <summary>The same, also if the file cannot be read.</summary>
    public bool MayBeTakenOver
    {
        get
        {
            try
            {
                return IsTakenOver;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                return true;
            }
        }
    }

    /// <summary>Whether the file still stands at its path, where other processes look for it.</summary>
    public bool IsInPlace => FileState.Of(_path).IsSameFileAs(_state);

    public void Dispose() => _file.Dispose();
}
