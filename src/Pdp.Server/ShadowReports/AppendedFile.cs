namespace Pdp.Server.ShadowReports;

/// <summary>A file that lines are appended to, and that others may move away or empty meanwhile. One thread uses it at a time.</summary>
/// <param name="path">The file.</param>
internal sealed class AppendedFile(string path) : IDisposable
{
    private const int Buffer = 64 * 1024;

    private FileStream? _stream;
    private long _size;
    private bool _isFlushed;
    private bool _isStale;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Whether it is to be opened anew before the next line; may be set by any thread.</summary>
    public bool IsStale
    {
        get => Volatile.Read(ref _isStale);
        set => Volatile.Write(ref _isStale, value);
    }

    /// <summary>Whether an exception says that the file cannot be written.</summary>
    public static bool IsFailure(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>Opens the file, and makes it when it is not there; readable for its owner only.</summary>
    public void Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = Buffer,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _stream = new FileStream(path, options);

        // who wrote last may have been killed within a line
        if (_stream.CanSeek && _stream.Length > 0 && !EndsWithLineFeed()) _stream.WriteByte((byte)'\n');
        Flush();
    }

    /// <summary>Appends a line.</summary>
    public void Append(ReadOnlySpan<byte> line)
    {
        if (_stream is not null && _isFlushed && IsOther()) Close();
        if (_stream is null) Open();
        _isFlushed = false;
        _stream!.Write(line);
    }

    /// <summary>Hands what was appended to the system.</summary>
    public void Flush()
    {
        if (_stream is null) return;
        _stream.Flush();
        _isFlushed = true;
        if (_stream.CanSeek) _size = _stream.Position;
    }

    /// <summary>Closes the file; what could not be written is gone.</summary>
    public void Close()
    {
        var stream = _stream;
        _stream = null;
        try
        {
            stream?.Dispose();
        }
        catch (IOException)
        {
            // closing writes what is left, which cannot be written: whoever appended it knows
        }
    }

    public void Dispose() => Close();

    // The file at the path may be another by now. Of another length it certainly is, or someone else writes to it; to open it
    // anew does no harm then either.
    private bool IsOther()
    {
        if (IsStale)
        {
            IsStale = false;
            return true;
        }

        if (!_stream!.CanSeek) return false;
        var file = new FileInfo(path);
        return !file.Exists || file.Length != _size;
    }

    private bool EndsWithLineFeed()
    {
        using var reading = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        reading.Seek(-1, SeekOrigin.End);
        return reading.ReadByte() == '\n';
    }
}
