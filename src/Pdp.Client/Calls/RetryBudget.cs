namespace Pdp.Client;

/// <summary>
/// How many checks may be made again: a hundred failures are counted, ten answers make up for one, and while more than half are counted
/// nothing is made again. So a PDP that is down is not asked several times by everybody.
/// </summary>
/// <remarks>The rule is gRPC's retry throttling (gRFC A6), with a bound that lets all checks of a connection that breaks be made again.</remarks>
internal sealed class RetryBudget
{
    private const int Most = 1000;
    private const int OfFailure = 10;

    private int _left = Most;

    /// <summary>Counts an answer.</summary>
    public void Succeed()
    {
        // most of the time there is nothing to make up for
        var left = Volatile.Read(ref _left);
        if (left < Most) Interlocked.CompareExchange(ref _left, left + 1, left);
    }

    /// <summary>Counts a failure.</summary>
    /// <returns>Whether the check may be made again.</returns>
    public bool Fail()
    {
        while (true)
        {
            var left = Volatile.Read(ref _left);
            var less = Math.Max(0, left - OfFailure);
            if (Interlocked.CompareExchange(ref _left, less, left) == left) return less > Most / 2;
        }
    }
}
