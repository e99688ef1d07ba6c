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
    private DateTimeOffset _firstTime;
    private DateTimeOffset _oldest;
    private DateTimeOffset _newest;
    private RecordPlace _first;
    private RecordPlace _last;
    private bool _isEnded;

    /// <summary>How many records there are.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the only record is the one that a server with a key begins its log with, and signs with it.</summary>
    public bool IsBeginning { get; private set; }

    /// <summary>The number of the last record that was written without a key, as the one who verifies says; 0: there is none.</summary>
    public long Keyless { get; private set; }

    /// <summary>The numbers of the records.</summary>
    public string Range => Count == 1 ? Text($"record {_first.Number} is") : Text($"records {_first.Number} to {_last.Number} are");

    /// <summary>The records, for who is to know what no signature vouches for.</summary>
    public UnsignedRecords Records => Count == 0 ? UnsignedRecords.None : new UnsignedRecords(Count, _first, _last, _oldest, _newest);

    /// <summary>Where it is more than the writer can have left, and why; null: it is not.</summary>
    public (string File, int Line, string Why)? Excess { get; private set; }

    /// <summary>Whether a record was written without a key, as the one who verifies says: before all signatures, and up to the number that they tell.</summary>
    public bool IsKeyless(long number) => _pace is null && number <= keyless;

    /// <summary>Begins behind a good signature.</summary>
    public void Restart(CheckpointPace pace, string? reason)
    {
        (_pace, _isBehindStop, Count, _isEnded) = (pace, reason == CheckpointReasons.Stop, 0, false);
        Excess = null;
    }

    /// <summary>Takes a record.</summary>
    public void Take(in LineHead head, string file, int line)
    {
        if (IsKeyless(head.Sequence))
        {
            Keyless = head.Sequence;
            return;
        }

        if (Excess is null && WhyNot(head) is { } why) Excess = (file, line, why);
        _last = new RecordPlace(head.Sequence, file, line);
        if (Count == 0) (_first, _firstTime, _oldest, _newest) = (_last, head.Time, head.Time, head.Time);
        if (head.Time < _oldest) _oldest = head.Time;
        if (head.Time > _newest) _newest = head.Time;
        _isEnded = head.Kind == RecordKinds.Stop;
        Count++;
        IsBeginning = Count == 1 && head.Sequence == 1 && head.Kind == RecordKinds.Start;
    }

    /// <summary>The log ends here: a server that says that it had written all had signed it as well.</summary>
    public void End(string file, int line)
    {
        if (_pace is not null && _isEnded) Excess ??= (file, line, "a server that ends signs that it does");
    }

    /// <summary>
    /// A server that begins found the records. One before it that was killed between its last record and the signature of it leaves them so as
    /// well. Where no good signature is before them, nobody but who says so vouches for their having been written without a key.
    /// </summary>
    public void BeFound()
    {
        if (_pace is not null || Excess is not null || Count == 0 || IsBeginning) return;
        Excess = (_first.File, _first.Line, "a server with a key signs the first record");
    }

    private string? WhyNot(in LineHead head)
    {
        if (_isBehindStop || (head.Kind == RecordKinds.Start && Count > 0)) return "a server that begins signs what it finds";
        if (_isEnded) return "a server that ends signs that it does";
        return _pace is not { } pace || pace.Admits(Count, _firstTime, head.Time) ? null
            : Text($"there is one for every {pace.Records} records and every {TimeSpan.FromMilliseconds(pace.Milliseconds).TotalSeconds} s of them at least");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
