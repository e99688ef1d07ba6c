using System.Buffers;
using System.Text.Json;

namespace Pdp.Identity.Revocations;

/// <summary>
/// The file in which revocations are kept that nobody else keeps, a record a line. What was written is on the disk before it is told that it
/// was. A record that was broken off, as by a loss of power, is the last one and was never told of; any other that is none means that the file is damaged.
/// </summary>
public sealed class RevocationJournal : IDisposable
{
    // more lines than there is something to say are written anew
    private const int LeastLines = 1000;

    private readonly Lock _writing = new();
    private readonly string _path;
    private FileStream _file;
    private long _length;
    private int _lines;

    private RevocationJournal(string path, FileStream file, long length, int lines) => (_path, _file, _length, _lines) = (path, file, length, lines);

    /// <summary>Opens it, or makes one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="now">The time: what does not count any more is forgotten.</param>
    /// <param name="kept">What it has.</param>
    /// <param name="wasTorn">Whether the end of it was broken off, and is left out.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static RevocationJournal Open(string path, DateTimeOffset now, out DenyList kept, out bool wasTorn)
    {
        ArgumentNullException.ThrowIfNull(path);
        var file = new FileStream(path, Options(FileMode.OpenOrCreate));
        try
        {
            var (list, lines, whole) = Read(file, path);
            wasTorn = whole < file.Length;
            file.SetLength(whole);
            var gone = list.All.Where(one => !one.CountsAt(now)).Select(static one => one.Thing).ToArray();
            kept = list.Without(gone);
            var journal = new RevocationJournal(path, file, whole, lines);
            if (gone.Length > 0 || journal.SaysLittle(kept)) journal.Rewrite(kept);
            journal._file.Seek(0, SeekOrigin.End);
            journal._file.Flush(flushToDisk: true);
            return journal;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes down what is revoked, in place of what was written of the same things; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">It could not be written: nothing of it was.</exception>
    public void Add(IEnumerable<Revocation> revocations) => Append("revoked", revocations);

    /// <summary>Writes down what is not revoked any more; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">It could not be written: nothing of it was.</exception>
    public void Remove(IEnumerable<Revocation> revocations) => Append("restored", revocations);

    /// <summary>Writes the file anew, where most of it says nothing any more.</summary>
    /// <param name="kept">All that it is to have.</param>
    /// <exception cref="IOException">It could not be written: it is as it was.</exception>
    public void Compact(DenyList kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        lock (_writing)
        {
            if (SaysLittle(kept)) Rewrite(kept);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static (DenyList List, int Lines, long Whole) Read(FileStream file, string path)
    {
        using var content = new MemoryStream();
        file.CopyTo(content);
        var rest = new ReadOnlyMemory<byte>(content.GetBuffer(), 0, (int)content.Length);
        var added = new Dictionary<RevokedThing, Revocation>();
        var lines = 0;
        long whole = 0;
        for (int end; (end = rest.Span.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..], whole += end + 1)
        {
            lines++;
            if (!Take(rest[..end], added)) throw new InvalidDataException($"line {lines} of `{path}` is no record of a revocation");
        }

        return (DenyList.Of(added.Values), lines, whole);
    }

    private static bool Take(ReadOnlyMemory<byte> line, Dictionary<RevokedThing, Revocation> added)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            var root = document.RootElement;
            var isRestored = root.TryGetProperty("restored", out var one);
            if (!isRestored && !root.TryGetProperty("revoked", out one)) return false;
            if (RevocationJson.Read(JsonSerializer.SerializeToUtf8Bytes(one)) is not { } read) return false;
            if (isRestored) added.Remove(read.Thing);
            else added[read.Thing] = read;
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private bool SaysLittle(DenyList kept) => _lines > LeastLines && _lines > 2 * kept.Count;

    private void Append(string what, IEnumerable<Revocation> revocations)
    {
        var records = revocations.ToArray();
        var lines = Lines(what, records);
        lock (_writing)
        {
            try
            {
                _file.Write(lines.WrittenSpan);
                _file.Flush(flushToDisk: true);
                _length += lines.WrittenCount;
                _lines += records.Length;
            }
            catch
            {
                // half a record must not stand before the next one
                _file.SetLength(_length);
                _file.Seek(0, SeekOrigin.End);
                throw;
            }
        }
    }

    private void Rewrite(DenyList list)
    {
        var next = _path + ".new";
        File.Delete(next);
        var file = new FileStream(next, Options(FileMode.CreateNew));
        try
        {
            var lines = Lines("revoked", list.All);
            file.Write(lines.WrittenSpan);
            file.Flush(flushToDisk: true);
            File.Move(next, _path, overwrite: true);
            (_length, _lines) = (lines.WrittenCount, list.Count);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _file.Dispose();
        _file = file;
    }

    private static ArrayBufferWriter<byte> Lines(string what, IEnumerable<Revocation> revocations)
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var one in revocations)
        {
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WritePropertyName(what);
                RevocationJson.Write(json, one);
                json.WriteEndObject();
            }

            buffer.Write("\n"u8);
        }

        return buffer;
    }
}
