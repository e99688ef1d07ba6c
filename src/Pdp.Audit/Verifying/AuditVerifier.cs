using System.Globalization;
using System.Text.Json;
using Pdp.Audit.Files;
using Pdp.Audit.Reading;
using Pdp.Audit.Records;
using Pdp.Bundles.Archives.Signing;

namespace Pdp.Audit.Verifying;

/// <summary>
/// Verifies a log: that every record is chained to the one before, none is missing between, and the signatures of its checkpoints are of
/// keys that are trusted. It says of what is wrong in which file and line it is, and goes on behind it.
/// <para>The chain alone shows changes by whoever does not make it anew. Signatures show those as well, up to the last checkpoint; what is
/// behind that must be no more than its writer leaves unsigned, and the verdict tells what it is; each file must begin with one. Whoever can
/// write to the folder can still take it back to an earlier checkpoint, and put as much behind it as a server that is killed leaves there: only
/// who knows a record that was signed (<see cref="AuditExpectation"/>) sees that.</para>
/// </summary>
/// <param name="keys">The keys that may sign; null: signatures are not looked at.</param>
/// <param name="expected">What is known of the log; null: nothing.</param>
public sealed class AuditVerifier(BundleKeys? keys, AuditExpectation? expected = null) : IDisposable
{
    private const int MostFindings = 1000;
    private const int ProgressInterval = 1024;

    private readonly List<AuditFinding> _findings = [];
    private readonly ChainState _chain = new();
    private readonly UnsignedTail _tail = new(expected?.Keyless ?? 0);
    private readonly long _oldFiles = expected?.OldFiles ?? 0;
    private bool _isAnchored;
    private bool _isFirst;
    private bool _beginsUnsigned;
    private string _file = "";
    private int _line;
    private long _records;
    private long _first;
    private long _lastFile;
    private int _checkpoints;
    private SeenRecord? _signed;
    private bool _isSeen;
    private DateTimeOffset? _signedAt;
    private string? _log;
    private bool _hasOldCheckpoint;
    private long _dropped;
    private long _errors;
    private long _more;
    private long _found;
    private long _number;
    private bool _isBroken;
    private int _begun;
    private Action<int, long>? _progress;

    /// <summary>Verifies files, in this order.</summary>
    /// <param name="files">The files of a log, all that there are or those behind some.</param>
    /// <param name="progress">Is told once in a while how many files have been begun, and how many records read.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public AuditVerdict Verify(IReadOnlyList<LogFile> files, Action<int, long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        _progress = progress;
        for (var i = 0; i < files.Count; i++)
        {
            _begun = i + 1;
            Verify(files[i], i == files.Count - 1, cancellation);
        }

        if (keys is not null) End();
        if (expected?.Log is { } log && log != _log) Find(FindingSeverity.Error, _log is null ? $"expected the log `{log}`, got one that has no id" : $"expected the log `{log}`, got `{_log}`", line: 0);
        return new AuditVerdict(files.Count, _records, _first, _chain.Sequence, _checkpoints, _signed?.Number ?? 0, _dropped, _errors, _more, _findings)
        {
            Log = _log,
            SignedAt = _signedAt,
            SignedRecord = _signed,
            Found = _found,
            Unsigned = keys is null ? null : _tail.Records,
        };
    }

    private void End()
    {
        _tail.End(_file, _line);
        if (_checkpoints == 0) Find(FindingSeverity.Error, "no checkpoint is signed with a key that may: nothing but the chain vouches for the log", line: 0);
        else if (_tail.Excess is { } excess)
            Find(FindingSeverity.Error, $"{_tail.Range} behind the last checkpoint, which is more than a server leaves there ({excess.Why}): later ones were cut off, or records were written without", excess.Line, excess.File);
        if (expected?.Signed is not { } seen) return;
        if ((_signed?.Number ?? 0) < seen.Number) Find(FindingSeverity.Error, Text($"expected it to be signed up to record {seen.Number} at least, got {_signed?.Number ?? 0}: its end was cut off"), line: 0);
        else if (!_isSeen) Find(FindingSeverity.Error, Text($"record {seen.Number}, which was seen signed, is not here: a log that begins behind it can only be held to a later one"), line: 0);
    }

    private void See(long number, ReadOnlySpan<byte> hash)
    {
        if (expected?.Signed is not { } seen || seen.Number != number) return;
        _isSeen = true;
        if (!seen.Is(hash)) Error(Text($"record {number} is not the one that was seen signed: it or what is before it was written anew"));
    }

    /// <inheritdoc/>
    public void Dispose() => _chain.Dispose();

    private void Verify(LogFile file, bool isLast, CancellationToken cancellation)
    {
        (_file, _line, _number) = (file.Path, 0, file.Number);
        if (file is { Number: 0, Unfit: not null })
        {
            Find(FindingSeverity.Error, $"it has the name of a file of the log, and is not read: {file.Unfit}");
            return;
        }

        _isFirst = _lastFile == 0;
        if (_lastFile > 0 && file.Number == _lastFile) Error(Text($"another file has the number {file.Number} as well"));
        else if (_lastFile > 0 && file.Number != _lastFile + 1) Error(Text($"{file.Number - _lastFile - 1} files before it are missing"));
        _lastFile = file.Number;
        _beginsUnsigned = keys is not null; // until its first line shows a signature
        if (file.Unfit is not null)
        {
            Error($"it has the name of a file of the log, and is not read: {file.Unfit}");
            return;
        }

        using var stream = file.Read();
        var lines = new LineReader(stream);
        try
        {
            while (lines.TryRead(out var line))
            {
                cancellation.ThrowIfCancellationRequested();
                _line = lines.Number;
                Take(line);
                if (_line % ProgressInterval == 0) _progress?.Invoke(_begun, _records);
            }
        }
        catch (InvalidDataException exception)
        {
            Error(exception.Message);
            return;
        }

        if (_line == 0) Find(FindingSeverity.Note, "it has no record: a server that is killed when it begins a file leaves it so");
        else if (_beginsUnsigned && !_tail.IsKeyless(_chain.Sequence)) BeginsUnsigned();
        if (lines.Torn == 0) return;
        _line = lines.Number + 1;
        if (isLast) Find(FindingSeverity.Note, Text($"{lines.Torn} bytes of a record that was not written to its end: a server is writing it, or was killed"));
        else Error(Text($"{lines.Torn} bytes of a record without its end"));
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        Span<byte> stated = stackalloc byte[AuditFormat.HashBytes];
        if (!AuditFormat.TryOpen(line, stated, out var content) || !LineHead.TryRead(line, out var head))
        {
            Error("it is no record of a decision log");
            _isBroken = true;
            return;
        }

        if (head.Kind == RecordKinds.File)
        {
            TakeHeader(head, stated, content);
            return;
        }

        if (_line == 1) Error("the first line of the file, which says what it follows, is missing");
        if (!_isAnchored) _chain.Set(head.Sequence - 1, _chain.Hash);

        Span<byte> hash = stackalloc byte[AuditFormat.HashBytes];
        _chain.HashOf(content, hash);
        var next = _chain.Sequence + 1;
        var isSigned = false;
        if (head.Sequence > next) Error(Text($"records {next} to {head.Sequence - 1} before it are missing"));
        else if (head.Sequence < next) Error(Text($"expected record {next}, got {head.Sequence}: it was put here, or records were put in another order"));
        else if (_isAnchored && !hash.SequenceEqual(stated)) Error(Text($"record {head.Sequence} was changed after it was written, or does not follow the record before it"));
        else if (head.Kind == RecordKinds.Checkpoint) isSigned = TakeCheckpoint(head);
        if (_beginsUnsigned && !_tail.IsKeyless(head.Sequence)) BeginsUnsigned();
        _beginsUnsigned = false;
        if (!isSigned) _tail.Take(head, _file, _line);
        _isAnchored = true;
        _isBroken = false;
        _records++;
        if (_first == 0) _first = head.Sequence;
        if (head.Kind == RecordKinds.Dropped) _dropped += head.Count;
        _chain.Set(head.Sequence, stated);
        See(head.Sequence, stated);
    }

    private void TakeHeader(LineHead head, ReadOnlySpan<byte> stated, ReadOnlySpan<byte> content)
    {
        if (_line != 1)
        {
            Error("the first line of a file stands within it");
            return;
        }

        if (head.Follows is not { Length: AuditFormat.HashBytes } follows)
        {
            Error("it is no first line of a file");
            return;
        }

        if (_log is not null && head.Log != _log) Error(head.Log is null ? $"the file names no log, and those before it the log `{_log}`" : $"the file is of the log `{head.Log}`, and those before it of `{_log}`");
        _log = head.Log ?? _log;
        if (_number == 0) _number = head.Number;
        else if (head.Number != _number) Error(Text($"it was written as the file of the number {head.Number}"));
        if (_isAnchored && head.Damaged is not null && _isBroken) Find(FindingSeverity.Note, "the server found the end of the file before damaged, and began the chain anew");
        else if (_isAnchored && head.Damaged is not null) Error("it says that the end of the file before is damaged, which it is not");
        else if (_isAnchored && !(head.After == _chain.Sequence && follows.AsSpan().SequenceEqual(_chain.Hash))) Error(MissingBefore(head.After));
        else if (!_isAnchored && head.After > 0) Find(FindingSeverity.Note, Text($"the log begins behind record {head.After}: the files before are not here"));
        else if (_isFirst && head.Number > 1) Find(FindingSeverity.Note, Text($"the log begins with file {head.Number}: the files before are not here"));
        if (head.Number <= 1 && head.After > 0) Error(Text($"it says that it is the first file of the log, and that it follows record {head.After}"));
        if (!_isAnchored) See(head.After, follows);
        _chain.Set(head.After, follows);
        _isAnchored = true;
        Span<byte> hash = stackalloc byte[AuditFormat.HashBytes];
        _chain.HashOf(content, hash);
        if (!hash.SequenceEqual(stated)) Error("the first line of the file was changed");
        else if (head.Signature is not null && keys is not null)
        {
            _beginsUnsigned = false;
            TakeSignature(head, CheckpointText.OfFile(_log ?? "", head.Number, _chain, head.Time, head.Reason ?? "", Pace(head), head.Damaged), "the first line of the file");
        }
    }

    private static CheckpointPace Pace(in LineHead head) => new(head.EveryMilliseconds, head.EveryRecords);

    // what the first line says of the file's place in the log is then anybody's word, whatever checkpoint comes behind it: that one says nothing of the files before
    private void BeginsUnsigned()
    {
        _beginsUnsigned = false;
        if (_number > 0 && _number <= _oldFiles) Find(FindingSeverity.Note, "the file does not begin with a signature, and need not, as you say", line: 1);
        else Find(FindingSeverity.Error, "the file does not begin with a signature, as each that a server with a key begins does: it was begun without one, or by a version that signed none", line: 1);
    }

    private string MissingBefore(long after) => after > _chain.Sequence
        ? Text($"records {_chain.Sequence + 1} to {after} are missing at the end of the file before")
        : "it does not follow the last record of the file before";

    private bool TakeCheckpoint(in LineHead head)
    {
        if (keys is null) return false;
        if (head.Version == AuditFormat.OldestVersion)
        {
            if (!_hasOldCheckpoint) Find(FindingSeverity.Note, "checkpoints of version 1 of the format do not name their log, and do not count");
            _hasOldCheckpoint = true;
            return false;
        }

        return TakeSignature(head, CheckpointText.Of(_log ?? "", _chain, head.Time, head.Reason ?? "", Pace(head)), "the checkpoint");
    }

    private bool TakeSignature(in LineHead head, byte[] text, string what)
    {
        var key = keys!.Find(head.Key ?? "");
        if (key is null || head.Algorithm != key.Algorithm || head.Signature is null || !key.IsSigned(text, head.Signature))
        {
            Error(key is null
                ? $"{what} is signed with the key `{head.Key}`, which is not trusted"
                : Text($"the signature of {what} is wrong: the records up to {_chain.Sequence} are not those that were signed, or those of another log"));
            return false;
        }

        if (head.Reason == CheckpointReasons.Start) TakeFound();
        else if (_chain.Sequence > 0) _signed = new SeenRecord(_chain.Sequence, Convert.ToHexStringLower(_chain.Hash));
        _tail.Restart(Pace(head), head.Reason);
        (_checkpoints, _signedAt) = (_checkpoints + 1, head.Time);
        return true;
    }

    // what a server found when it began, it cannot vouch for: it may have been changed since the one before was killed
    private void TakeFound()
    {
        _tail.BeFound();
        if (!_tail.IsBeginning) _found += _tail.Count;
        if (_checkpoints == 0 && _tail.Keyless > 0) Find(FindingSeverity.Note, Text($"the records up to {_tail.Keyless} were written without a key, as you say: no signature vouches for them"));
        if (_tail.Excess is { } excess)
            Find(FindingSeverity.Error, $"{_tail.Range} signed by the server alone that found them when it began, and are more than one that is killed leaves unsigned ({excess.Why})", excess.Line, excess.File);
        else if (_tail.Count > 0 && !_tail.IsBeginning)
            Find(FindingSeverity.Note, $"{_tail.Range} signed by the server alone that found them when it began: the one before was killed, or did not sign");
    }

    private void Error(string message) => Find(FindingSeverity.Error, message);

    private void Find(FindingSeverity severity, string message, int? line = null, string? file = null)
    {
        if (severity == FindingSeverity.Error) _errors++;
        if (_findings.Count < MostFindings) _findings.Add(new AuditFinding(severity, file ?? _file, line ?? _line, message));
        else _more++;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
