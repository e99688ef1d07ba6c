using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Pdp.Audit.Records;
using Pdp.Bundles.Keeping;

namespace Pdp.Audit.Files;

/// <summary>
/// The files of a log, of which the last is written. What is appended is there whole or not at all: after a failure the file is cut to
/// what was there before, and what a killed writer left of a line is cut off when the file is opened. One process at a time has the
/// folder, and one thread.
/// </summary>
internal sealed class LogFolder : IDisposable
{
    private const string LockName = "lock";

    // more files than these are not begun and taken away between two that are there
    private const long MostBetween = 1_000_000;

    private readonly AuditOptions _options;
    private readonly TimeProvider _clock;
    private readonly IFileOpener _opener;
    private readonly FileStream _lock;
    private IOpenFile? _file;
    private LogFile _current;
    private long _length;
    private long _synced;
    private bool _isDoubtful;
    private DateTimeOffset _begun;

    private LogFolder(AuditOptions options, TimeProvider clock, IFileOpener opener, FileStream @lock) =>
        (_options, _clock, _opener, _lock) = (options, clock, opener, @lock);

    /// <summary>The file that is written.</summary>
    public string Path => _current.Path;

    /// <summary>Its number.</summary>
    public long Number => _current.Number;

    /// <summary>Whether the folder's group could write to it until it was opened.</summary>
    public bool IsTakenBack { get; private init; }

    /// <summary>What is named like a file of the log, without a number that one has: it is left alone.</summary>
    public IReadOnlyList<string> Strays { get; private set; } = [];

    /// <summary>How many bytes of a torn line were cut off when the folder was opened.</summary>
    public long Torn { get; private set; }

    /// <summary>Whether the writer before had written all that it had.</summary>
    public bool WasStopped { get; private set; } = true;

    /// <summary>The file whose end no chain can be taken from: it is left as it is, and the chain begins anew in another; null: none.</summary>
    public string? Damaged { get; private set; }

    /// <summary>Whether something was written that may not be on the disk.</summary>
    public bool IsUnsynced => _synced < _length;

    /// <summary>Opens a folder, which is made when there is none, and takes the chain up where it stands there.</summary>
    /// <exception cref="AuditException">It cannot be used, or another process does.</exception>
    public static LogFolder Open(AuditOptions options, TimeProvider clock, IFileOpener opener, LineWriter lines)
    {
        FileStream? held = null;
        LogFolder? folder = null;
        try
        {
            var isTakenBack = PrivateFolder.Claim(options.Folder, "could take its files away");
            held = Private.Create(System.IO.Path.Combine(options.Folder, LockName), FileMode.OpenOrCreate, FileShare.None);
            folder = new LogFolder(options, clock, opener, held) { IsTakenBack = isTakenBack };
            folder.Recover(lines);
            return folder;
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            folder?._file?.Dispose();
            held?.Dispose();
            var why = (exception.HResult & 0xffff) == Private.InUse ? "another process writes to it" : exception.Message.TrimEnd('.');
            throw new AuditException($"the decision log's folder `{options.Folder}` cannot be used: {why}", exception);
        }
    }

    /// <summary>Whether an exception says that files cannot be used.</summary>
    public static bool IsFailure(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>Begins another file when this one is large or old enough, or is not there any more.</summary>
    /// <param name="lines">Where the chain stands: nothing of it may wait to be written.</param>
    public void RotateIfDue(LineWriter lines)
    {
        if (_file is not null && _length < _options.FileBytes && _clock.GetUtcNow() - _begun < _options.FileAge) return;
        if (_file is not null) Sync();
        Begin(_current.Number + 1, lines, CheckpointReasons.Due);
        RemoveOldest();
    }

    /// <summary>
    /// Appends whole lines. When it fails none of them is there: what got to the file is cut off at once, or, where that fails too, before
    /// anything is written to this file or another.
    /// </summary>
    /// <param name="bytes">The lines.</param>
    /// <param name="lines">Where the chain stood before them, for the header of another file if this one is gone.</param>
    public void Append(ReadOnlySpan<byte> bytes, LineWriter lines)
    {
        if (_isDoubtful) Restore();
        if (_file is null || IsGone()) Begin(_current.Number + 1, lines, CheckpointReasons.Due);
        try
        {
            _file.Write(_length, bytes);
        }
        catch
        {
            Doubt();
            throw;
        }

        _length += bytes.Length;
    }

    /// <summary>Has the disk take what was appended.</summary>
    public void Sync()
    {
        if (_file is null || _synced == _length) return;
        _file.Sync();
        _synced = _length;
    }

    /// <summary>Takes back what was appended since a length: the disk did not take it.</summary>
    public void TakeBack(int bytes)
    {
        _length -= bytes;
        Doubt();
    }

    public void Dispose()
    {
        _file?.Dispose();
        _lock.Dispose();
    }

    private void Recover(LineWriter lines)
    {
        var all = LogFile.In(_options.Folder);
        Strays = [.. all.Where(static file => file.Number == 0).Select(static file => file.Path)];
        IReadOnlyList<LogFile> files = [.. all.Where(static file => file.Number > 0)];
        foreach (var file in files) file.ThrowIfUnfit();
        if (files.Count > 0) RefuseNumber(files[^1], files.Count > 1 ? files[^2].Number : 0);
        lines.Log = LogId.Make();
        var goesOn = false;
        if (files.Count == 0)
        {
            Begin(1, lines, CheckpointReasons.Start);
            return;
        }

        for (var i = files.Count - 1; i >= 0; i--)
        {
            using var file = _opener.Open(files[i].Path, FileMode.Open);
            var tail = FileTail.Read(file.Stream);
            if (tail.Torn > 0 && i == files.Count - 1)
            {
                file.Cut(tail.Whole);
                file.Sync();
                Torn = tail.Torn;
            }

            if (tail.Whole == 0) continue;

            // what a server without a key began, one with a key does not go on with: verification takes no file whose first line is not signed
            if (FileHeader.Read(file.Stream) is { Log: { } log } header) (lines.Log, goesOn) = (log, _options.Key is null || header.IsSigned);
            if (tail.Sequence is { } sequence)
            {
                lines.Chain.Set(sequence, tail.Hash);
                lines.Settle();
                WasStopped = tail.IsStopped && Torn == 0;
            }
            else
            {
                Damaged = files[i].Path;
            }

            break;
        }

        var last = files[^1];
        var length = new FileInfo(last.Path).Length;
        if (Damaged is not null || !goesOn || length == 0 || length >= _options.FileBytes) Begin(last.Number + 1, lines, CheckpointReasons.Start);
        else Continue(last);
        RemoveOldest();
    }

    // behind a number that somebody made up the next files would be written where nobody looks for them, up to one that has none behind it
    private static void RefuseNumber(LogFile last, long before)
    {
        using var file = last.Read();
        var told = FileHeader.Read(file)?.Number;
        if (last.Number < LogFile.Most && last.Number - Math.Clamp(told ?? before, 0, LogFile.Most) <= MostBetween) return;
        var what = told is > 0 ? $"it was written as the file of the number {told}" : before > 0 ? $"the last file before it has the number {before}" : "it is the only file";
        throw new IOException(string.Create(CultureInfo.InvariantCulture, $"`{System.IO.Path.GetFileName(last.Path)}` in it has a number that the log has not got to ({what}); take it away, or give it its name again"));
    }

    private void Continue(LogFile last)
    {
        _current = last;
        _file = _opener.Open(last.Path, FileMode.Open);
        _length = _synced = _file.Stream.Length;
        _begun = _clock.GetUtcNow();
    }

    [MemberNotNull(nameof(_file))]
    private void Begin(long number, LineWriter lines, string reason)
    {
        var header = Header(number, lines, reason);
        var next = LogFile.Of(_options.Folder, number);
        var file = _opener.Open(next.Path, FileMode.CreateNew);
        try
        {
            file.Write(0, header);
            file.Sync();
            Private.FlushFolder(_options.Folder);
        }
        catch
        {
            // else the next attempt would find a file of this number
            file.Dispose();
            File.Delete(next.Path);
            throw;
        }

        _file?.Dispose();
        _file = file;
        _current = next;
        _length = _synced = header.Length;
        _isDoubtful = false;
        _begun = _clock.GetUtcNow();
    }

    // INVARIANT: each file of a server with a key begins with a signature, whatever made it begin one. That is what verification relies on.
    private byte[] Header(long number, LineWriter lines, string reason)
    {
        var now = _clock.GetUtcNow();
        var damaged = reason == CheckpointReasons.Start && Damaged is not null ? System.IO.Path.GetFileName(Damaged) : null;
        var signature = _options.Key?.Sign(CheckpointText.OfFile(lines.Log, number, lines.Written, now, reason, _options.Pace, damaged));
        return lines.Header(number, now, writer =>
        {
            if (damaged is not null) writer.WriteString("damaged", damaged);
            if (signature is not null) SignedMembers.Write(writer, reason, _options.Pace, signature);
        });
    }

    // the file may have been taken away, or another put in its place: what is written to it then, nobody finds
    private bool IsGone()
    {
        var file = new FileInfo(Path);
        return !file.Exists || file.Length != _length;
    }

    // at once: whoever makes room may take the file away, with lines that are going to be in the next one
    private void Doubt()
    {
        _isDoubtful = true;
        try
        {
            Restore();
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            // what has failed before is told, and this is tried again before anything else is written
        }
    }

    // through the open file, wherever its name is by now
    private void Restore()
    {
        _file?.Cut(_length);
        _synced = Math.Min(_synced, _length);
        _isDoubtful = false;
    }

    private void RemoveOldest()
    {
        IReadOnlyList<LogFile> files = [.. LogFile.In(_options.Folder).Where(static file => file is { Number: > 0, Unfit: null })];
        for (var i = 0; i < files.Count - _options.MostFiles; i++) File.Delete(files[i].Path);
    }
}
