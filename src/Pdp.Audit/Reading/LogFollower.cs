using System.Text;
using Pdp.Audit.Files;
using Pdp.Audit.Records;
using Pdp.Audit.Verifying;

namespace Pdp.Audit.Reading;

/// <summary>
/// Reads a log while it is written: from its last file on, and from file to file as others are begun. What a writer takes back and writes
/// again is told once, and what is gone before it was read is told to be missing. One thread uses it.
/// </summary>
public sealed class LogFollower : IDisposable
{
    private readonly string? _folder;
    private LogFile _file;
    private FileStream _stream;
    private LineReader _lines;
    private long _last;
    private (long First, long Last)? _missing;

    /// <summary>Begins with the last file of a folder, or follows the one file that is named.</summary>
    /// <exception cref="AuditException">There is no log.</exception>
    public LogFollower(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        _file = AuditRecords.Find(path)[^1];
        _folder = Directory.Exists(path) ? path : null;
        (_stream, _lines) = Open(_file);
    }

    /// <summary>The next line; null: there is none yet.</summary>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public string? Next()
    {
        while (true)
        {
            if (_lines.TryRead(out var line))
            {
                if (IsNew(line)) return Encoding.UTF8.GetString(line);
                continue;
            }

            // looked for first: what is written to a file before another one is begun is there to be read then
            var next = _folder is null ? null : After(_folder, _file.Number);
            _lines.Again();
            if (_lines.TryRead(out line))
            {
                if (IsNew(line)) return Encoding.UTF8.GetString(line);
                continue;
            }

            if (next is null)
            {
                _lines.Again();
                return null;
            }

            _stream.Dispose();
            _file = next.Value;
            (_stream, _lines) = Open(_file);
        }
    }

    /// <summary>The numbers of records that were gone before they could be read, told once; null: none.</summary>
    public (long First, long Last)? TakeMissing()
    {
        var missing = _missing;
        _missing = null;
        return missing;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private bool IsNew(ReadOnlySpan<byte> line)
    {
        // what is no record is for who reads it to see
        if (!LineHead.TryRead(line, out var head)) return true;
        if (head.Kind == RecordKinds.File)
        {
            if (head.Damaged is not null) _last = head.After;
            return true;
        }

        if (head.Sequence <= _last) return false;
        if (_last > 0 && head.Sequence > _last + 1) _missing = (_last + 1, head.Sequence - 1);
        _last = head.Sequence;
        return true;
    }

    private static LogFile? After(string folder, long number)
    {
        foreach (var file in LogFile.In(folder))
        {
            if (file.Number > number) return file;
        }

        return null;
    }

    // without a buffer of its own: what is read again after a writer cut it off must come from the file
    private static (FileStream Stream, LineReader Lines) Open(LogFile file)
    {
        var stream = file.Read(bufferSize: 0);
        return (stream, new LineReader(stream));
    }
}
