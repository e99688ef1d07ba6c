namespace Pdp.Audit.Delivery;

/// <summary>Records that a sink does not get, until a record tells of them: how many, between which numbers.</summary>
internal sealed class Undelivered
{
    private readonly Lock _lock = new();
    private UndeliveredCount _count;
    private long _total;
    private long _telling;

    /// <summary>How many there were in all.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>Whether there are some that no record tells of.</summary>
    /// <remarks>Where all that was lost tells of losses, that waits until there is more: a sink that refuses everything would have a record made for each.</remarks>
    public bool IsPending
    {
        get
        {
            lock (_lock) return _count.Count > _telling;
        }
    }

    /// <summary>Counts some of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="count">How many.</param>
    /// <param name="isTelling">Whether there is nothing in it but what tells of losses.</param>
    public void Add(in RecordBatch batch, long count, bool isTelling)
    {
        lock (_lock)
        {
            if (isTelling) _telling += count;
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
            _telling = 0;
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
