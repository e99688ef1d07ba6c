using System.Globalization;
using Pdp.Audit.Records;

namespace Pdp.Audit.Verifying;

/// <summary>
/// Records without a good checkpoint behind them, beside what their writer can have left so: a checkpoint says how often there are some, a
/// server begins with one, and ends with one. More than that, and checkpoints were cut off, or nobody made them.
/// </summary>
/// <param name="keyless">The number of the record up to which the log was written without a key; 0: its first server had one.</param>
internal sealed class UnsignedTail(long keyless)
{
    private CheckpointPace? _pace;
    private bool _isBehindStop;
    private (string File, int Line) _place;
    private DateTimeOffset _firstTime;
    private DateTimeOffset _farthest;
    private long _first;
    private long _last;
    private long _count;
    private bool _isEnded;

    /// <summary>Whether there is no record.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Whether the only record is the one that a server with a key begins its log with, and signs with it.</summary>
    public bool IsBeginning { get; private set; }

    /// <summary>The number of the last record that was written without a key, as the one who verifies says; 0: there is none.</summary>
    public long Keyless { get; private set; }

    /// <summary>The numbers of the records.</summary>
    public string Range => _count == 1 ? Text($"record {_first} is") : Text($"records {_first} to {_last} are");

    /// <summary>Where it is more than the writer can have left, and why; null: it is not.</summary>
    public (string File, int Line, string Why)? Excess { get; private set; }

    /// <summary>Begins behind a good checkpoint.</summary>
    public void Restart(CheckpointPace pace, string? reason)
    {
        (_pace, _isBehindStop, _count, _isEnded) = (pace, reason == CheckpointReasons.Stop, 0, false);
        Excess = null;
    }

    /// <summary>Takes a record.</summary>
    public void Take(in LineHead head, string file, int line)
    {
        if (_pace is null && head.Sequence <= keyless)
        {
            Keyless = head.Sequence;
            return;
        }

        if (Excess is null && WhyNot(head) is { } why) Excess = (file, line, why);
        if (_count == 0) (_first, _firstTime, _farthest, _place) = (head.Sequence, head.Time, head.Time, (file, line));
        if ((head.Time - _firstTime).Duration() > (_farthest - _firstTime).Duration()) _farthest = head.Time;
        (_last, _isEnded) = (head.Sequence, head.Kind == RecordKinds.Stop);
        _count++;
        IsBeginning = _count == 1 && head.Sequence == 1 && head.Kind == RecordKinds.Start;
    }

    /// <summary>The log ends here: a server that says that it had written all had signed it as well.</summary>
    public void End(string file, int line)
    {
        if (_pace is not null && _isEnded) Excess ??= (file, line, "a server that ends signs that it does");
    }

    /// <summary>
    /// A server that begins found the records. One before it that was killed between its last record and the signature of it leaves them so as
    /// well. Where no good checkpoint is before them, its own tells what the one before may have left.
    /// </summary>
    /// <param name="own">How often the server that begins signs.</param>
    /// <param name="isWhole">Whether the log is here from its first record on.</param>
    public void BeFound(CheckpointPace own, bool isWhole)
    {
        if (_pace is not null || Excess is not null || IsEmpty || IsBeginning) return;
        if (isWhole) Excess = (_place.File, _place.Line, "a server with a key signs the first record");
        else if (WhyNot(own, _count - 1, _farthest) is { } why) Excess = (_place.File, _place.Line, why);
    }

    private string? WhyNot(in LineHead head)
    {
        if (_isBehindStop || (head.Kind == RecordKinds.Start && _count > 0)) return "a server that begins signs what it finds";
        if (_isEnded) return "a server that ends signs that it does";
        return _pace is { } pace ? WhyNot(pace, _count, head.Time) : null;
    }

    private string? WhyNot(CheckpointPace pace, long unsigned, DateTimeOffset next) => pace.Admits(unsigned, _firstTime, next) ? null
        : Text($"there is one for every {pace.Records} records and every {TimeSpan.FromMilliseconds(pace.Milliseconds).TotalSeconds} s of them at least");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
