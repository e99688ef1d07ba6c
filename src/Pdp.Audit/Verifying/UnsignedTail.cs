using System.Globalization;
using Pdp.Audit.Records;

namespace Pdp.Audit.Verifying;

/// <summary>
/// The records behind a good checkpoint, beside what its writer can have left there: the checkpoint says how often there are some, a server
/// begins with one, and ends with one. More than that, and checkpoints were cut off, or nobody made them.
/// </summary>
internal sealed class UnsignedTail
{
    private CheckpointPace? _pace;
    private DateTimeOffset _firstTime;
    private long _first;
    private long _last;
    private long _count;
    private bool _isEnded;

    /// <summary>Whether there is no record.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>The numbers of the records.</summary>
    public string Range => _count == 1 ? Text($"record {_first} is") : Text($"records {_first} to {_last} are");

    /// <summary>Where it is more than the writer can have left, and why; null: it is not.</summary>
    public (string File, int Line, string Why)? Excess { get; private set; }

    /// <summary>Begins behind a good checkpoint.</summary>
    public void Restart(CheckpointPace pace)
    {
        (_pace, _count, _isEnded) = (pace, 0, false);
        Excess = null;
    }

    /// <summary>Takes a record.</summary>
    public void Take(in LineHead head, string file, int line)
    {
        if (Excess is null && WhyNot(head) is { } why) Excess = (file, line, why);
        if (_count == 0) (_first, _firstTime) = (head.Sequence, head.Time);
        (_last, _isEnded) = (head.Sequence, head.Kind == RecordKinds.Stop);
        _count++;
    }

    /// <summary>The log ends here, or another writer goes on: one that says that it had written all had signed it as well.</summary>
    public void End(string file, int line)
    {
        if (_pace is not null && _isEnded) Excess ??= (file, line, "a server that ends signs that it does");
    }

    private string? WhyNot(in LineHead head)
    {
        if (_pace is not { } pace) return null;
        if (head.Kind == RecordKinds.Start && _count > 0) return "a server that begins signs what it finds";
        if (_isEnded) return "a server that ends signs that it does";
        return pace.Admits(_count, _firstTime, head.Time) ? null
            : Text($"there is one for every {pace.Records} records and every {TimeSpan.FromMilliseconds(pace.Milliseconds).TotalSeconds} s of them at least");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
