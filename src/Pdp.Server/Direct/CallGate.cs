namespace Pdp.Server.Direct;

/// <summary>
/// What every call passes when it comes and when it has ended, on either address and whichever way it is answered. It knows how many
/// calls are under way.
/// <para>What is to hold for all calls belongs here and not into the host's middleware, which sees none of the calls that
/// <see cref="DirectCalls"/> answers.</para>
/// </summary>
internal sealed class CallGate
{
    private long _underWay;

    /// <summary>How many calls came and have not ended.</summary>
    public long UnderWay => Interlocked.Read(ref _underWay);

    /// <summary>A call came; nothing of its body has been read, and nothing written.</summary>
    public void Enter() => Interlocked.Increment(ref _underWay);

    /// <summary>A call has ended, well or badly: its answer is written, though maybe not sent yet.</summary>
    public void Leave() => Interlocked.Decrement(ref _underWay);
}
