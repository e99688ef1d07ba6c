namespace Pdp.Audit.Buffering;

/// <summary>Counts what is not in the log, until a record tells of it: how many, of which outcomes, between when and when.</summary>
internal sealed class LeftOut
{
    private readonly Lock _lock = new();
    private LeftOutCount _count;
    private long _total;

    /// <summary>How many there were in all.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>Whether there are some that no record tells of.</summary>
    public bool IsPending => Volatile.Read(ref _count.Count) > 0;

    /// <summary>Counts one.</summary>
    /// <param name="isPermit">Whether it was a PERMIT.</param>
    /// <param name="time">When it was.</param>
    /// <returns>Whether it is the first that a record has to tell of.</returns>
    public bool Add(bool isPermit, DateTimeOffset time)
    {
        lock (_lock)
        {
            _total++;
            var isFirst = _count.Count++ == 0;
            if (isFirst) _count.First = _count.Last = time;
            if (isPermit) _count.Permits++;
            if (time < _count.First) _count.First = time;
            if (time > _count.Last) _count.Last = time;
            return isFirst;
        }
    }

    /// <summary>Takes what has not been told.</summary>
    public LeftOutCount Take()
    {
        lock (_lock)
        {
            var count = _count;
            _count = default;
            return count;
        }
    }
}

/// <summary>What is not in the log.</summary>
internal struct LeftOutCount
{
    public long Count;
    public long Permits;
    public DateTimeOffset First;
    public DateTimeOffset Last;
}
