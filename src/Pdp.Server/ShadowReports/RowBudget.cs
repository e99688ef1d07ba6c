namespace Pdp.Server.ShadowReports;

/// <summary>Bounds how many rows all tallies have together, so that a report of them is always one message.</summary>
internal sealed class RowBudget
{
    /// <summary>Most rows.</summary>
    public const int MostRows = 4000;

    private int _taken;

    /// <summary>Whether no place is left, as it looks now.</summary>
    public bool IsSpent => Volatile.Read(ref _taken) >= MostRows;

    /// <summary>Takes a place for a row.</summary>
    /// <returns>False: there is none left.</returns>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= MostRows) return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    /// <summary>Gives places back.</summary>
    public void GiveBack(int count) => Interlocked.Add(ref _taken, -count);
}
