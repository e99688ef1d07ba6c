namespace Pdp.Audit.Delivery;

/// <summary>Records that a sink does not get, until a record tells of them: how many, between which numbers.</summary>
internal sealed class Undelivered
{
    private readonly Lock _lock = new();
    private UndeliveredCount _count;
    private long _total;

    /// <summary>How many there were in all.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>Whether there are some that no record tells of.</summary>
    public bool IsPending => Volatile.Read(ref _count.Count) > 0;

    /// <summary>Counts some of a batch.</summary>
    public void Add(in RecordBatch batch, long count)
    {
        lock (_lock)
        {
            _total += count;
            _count.First = _count.Count == 0 ? batch.First : Math.Min(_count.First, batch.First);
            _count.Last = Math.Max(_count.Last, batch.Last);
            _count.Count += count;
        }
    }

    /// <summary>Takes what has not been told.</summary>
    public UndeliveredCount Take()
    {
        lock (_lock)
        {
            var count = _count;
            _count = default;
            return count;
        }
    }
}

/// <summary>What a sink does not get.</summary>
internal struct UndeliveredCount
{
    public long Count;
    public long First;
    public long Last;
}
