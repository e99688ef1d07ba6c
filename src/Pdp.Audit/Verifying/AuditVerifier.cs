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
/// <para>The chain alone shows changes by whoever does not make it anew. Signatures show those as well, up to the last checkpoint: whoever
/// can write to the folder can take away what is behind it.</para>
/// </summary>
/// <param name="keys">The keys that may sign; null: signatures are not looked at.</param>
public sealed class AuditVerifier(BundleKeys? keys) : IDisposable
{
    private const int MostFindings = 1000;
    private const int ProgressInterval = 1024;

    private readonly List<AuditFinding> _findings = [];
    private readonly ChainState _chain = new();
    private bool _isAnchored;
    private string _file = "";
    private int _line;
    private long _records;
    private long _first;
    private long _lastFile;
    private int _checkpoints;
    private long _signed;
    private long _dropped;
    private long _errors;
    private long _more;
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

        if (keys is not null && _checkpoints == 0) Find(FindingSeverity.Error, "no checkpoint is signed with a key that may: nothing but the chain vouches for the log", line: 0);
        return new AuditVerdict(files.Count, _records, _first, _chain.Sequence, _checkpoints, _signed, _dropped, _errors, _more, _findings);
    }

    /// <inheritdoc/>
    public void Dispose() => _chain.Dispose();

    private void Verify(LogFile file, bool isLast, CancellationToken cancellation)
    {
        (_file, _line) = (file.Path, 0);
        if (_lastFile > 0 && file.Number != _lastFile + 1)
            Error(Text($"{file.Number - _lastFile - 1} files before it are missing"));
        _lastFile = file.Number;
        using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
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

        if (!_isAnchored)
        {
            _chain.Set(head.Sequence - 1, _chain.Hash);
            Error("the first line of the file, which says what it follows, is missing");
        }

        Span<byte> hash = stackalloc byte[AuditFormat.HashBytes];
        _chain.HashOf(content, hash);
        var expected = _chain.Sequence + 1;
        if (head.Sequence > expected) Error(Text($"records {expected} to {head.Sequence - 1} before it are missing"));
        else if (head.Sequence < expected) Error(Text($"expected record {expected}, got {head.Sequence}: it was put here, or records were put in another order"));
        else if (_isAnchored && !hash.SequenceEqual(stated)) Error(Text($"record {head.Sequence} was changed after it was written, or does not follow the record before it"));
        else if (head.Signature is not null) TakeCheckpoint(head);
        _isAnchored = true;
        _isBroken = false;
        _records++;
        if (_first == 0) _first = head.Sequence;
        if (head.Kind == RecordKinds.Dropped) _dropped += head.Count;
        _chain.Set(head.Sequence, stated);
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

        if (_isAnchored && head.IsDamaged && _isBroken) Find(FindingSeverity.Note, "the server found the end of the file before damaged, and began the chain anew");
        else if (_isAnchored && head.IsDamaged) Error("it says that the end of the file before is damaged, which it is not");
        else if (_isAnchored && !(head.After == _chain.Sequence && follows.AsSpan().SequenceEqual(_chain.Hash))) Error(MissingBefore(head.After));
        else if (!_isAnchored && head.After > 0) Find(FindingSeverity.Note, Text($"the log begins behind record {head.After}: the files before are not here"));
        _chain.Set(head.After, follows);
        _isAnchored = true;
        Span<byte> hash = stackalloc byte[AuditFormat.HashBytes];
        _chain.HashOf(content, hash);
        if (!hash.SequenceEqual(stated)) Error("the first line of the file was changed");
    }

    private string MissingBefore(long after) => after > _chain.Sequence
        ? Text($"records {_chain.Sequence + 1} to {after} are missing at the end of the file before")
        : "it does not follow the last record of the file before";

    private void TakeCheckpoint(LineHead head)
    {
        if (keys is null) return;
        if (keys.Find(head.Key ?? "") is not { } key)
        {
            Error($"the checkpoint is signed with the key `{head.Key}`, which is not trusted");
            return;
        }

        if (head.Algorithm != key.Algorithm || !key.IsSigned(CheckpointText.Of(_chain.Sequence, _chain.Hash), head.Signature))
        {
            Error(Text($"the signature of the checkpoint is wrong: the records up to {_chain.Sequence} are not those that were signed"));
            return;
        }

        _checkpoints++;
        _signed = _chain.Sequence;
    }

    private void Error(string message) => Find(FindingSeverity.Error, message);

    private void Find(FindingSeverity severity, string message, int? line = null)
    {
        if (severity == FindingSeverity.Error) _errors++;
        if (_findings.Count < MostFindings) _findings.Add(new AuditFinding(severity, _file, line ?? _line, message));
        else _more++;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
