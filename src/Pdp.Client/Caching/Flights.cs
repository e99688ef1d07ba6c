using System.Collections.Concurrent;

namespace Pdp.Client;

/// <summary>
/// Has the same question asked once while many wait for its answer. Each of them keeps its own time and may leave whenever it likes; what
/// whoever asks runs out of, the others do not.
/// </summary>
/// <param name="cache">Keeps answers. What it would not keep is given to nobody but whoever asked.</param>
/// <param name="most">How many may wait at a time.</param>
/// <param name="clock">The time.</param>
internal sealed class Flights(DecisionCache cache, int most, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Key, WatchedState State), Flight> _underWay = new();
    private int _waiting;

    /// <summary>How many questions are being asked.</summary>
    public int Count => _underWay.Count;

    /// <summary>How many wait for what others ask.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Asks, or waits for one who does.</summary>
    /// <param name="place">The question, and the state of the policies that its answer is to be of.</param>
    /// <param name="time">How long there is for the answer.</param>
    /// <param name="ask">Asks, for the caller alone.</param>
    /// <param name="cancellation">Ends when the caller leaves.</param>
    /// <returns>The answer, and whether it is one that another asked for.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async ValueTask<(Verdict Verdict, bool IsAnothers)> AskAsync(
        CachePlace place, CallTime time, Func<ValueTask<Verdict>> ask, CancellationToken cancellation)
    {
        while (true)
        {
            var own = new Flight(place, time.Timeout);
            var flight = _underWay.GetOrAdd((place.Key, place.State), own);
            if (ReferenceEquals(flight, own)) return await FlyAsync(own, ask);
            if (Interlocked.Increment(ref _waiting) > most)
            {
                Interlocked.Decrement(ref _waiting);
                return (Verdict.Deny(ReasonCode.Throttled, $"{most} checks are under way already"), false);
            }

            Landing landing;
            try
            {
                landing = await flight.Landed.WaitAsync(time.Left(clock), clock, cancellation);
            }
            catch (TimeoutException)
            {
                return (Verdict.Deny(ReasonCode.Deadline, "there was no answer in time"), false);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }

            if (landing.Answer is { } answer) return (answer, true);
            // who had no less time would not fare better
            if (landing.Trouble is { } trouble && time.Timeout <= flight.Timeout) return (trouble, false);
            if (landing.IsPrivate) return (await ask(), false);
        }
    }

    private async ValueTask<(Verdict Verdict, bool IsAnothers)> FlyAsync(Flight flight, Func<ValueTask<Verdict>> ask)
    {
        var landing = Landing.GivenUp;
        try
        {
            // the one before may have landed since this caller looked
            if (cache.Find(flight.Place) is { } kept)
            {
                landing = new Landing(Answer: kept);
                return (kept, true);
            }

            var verdict = await ask();
            landing = Landing.Of(verdict, cache.Keep(flight.Place, verdict));
            return (verdict, false);
        }
        finally
        {
            // whoever comes from now on asks again
            _underWay.TryRemove(KeyValuePair.Create((flight.Place.Key, flight.Place.State), flight));
            flight.Land(landing);
        }
    }

    private sealed class Flight(CachePlace place, TimeSpan timeout)
    {
        // those who waited go on by themselves, not one after the other on the thread of whoever asked
        private readonly TaskCompletionSource<Landing> _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CachePlace Place => place;

        /// <summary>How long whoever asks waits for the answer.</summary>
        public TimeSpan Timeout => timeout;

        public Task<Landing> Landed => _landed.Task;

        public void Land(Landing landing) => _landed.TrySetResult(landing);
    }

    /// <summary>What a flight comes to for those who waited; of nothing: one of them asks for the others.</summary>
    /// <param name="Answer">An answer that is theirs as well.</param>
    /// <param name="Trouble">Why there is none.</param>
    /// <param name="IsPrivate">Whether the answer was for whoever asked, so that each asks for itself.</param>
    private readonly record struct Landing(Verdict? Answer = null, Verdict? Trouble = null, bool IsPrivate = false)
    {
        /// <summary>Whoever asked has left, or run out of its own time.</summary>
        public static Landing GivenUp => default;

        public static Landing Of(Verdict verdict, bool isKept)
        {
            if (isKept) return new Landing(Answer: verdict);
            if (verdict.Effect == Effect.Permit || verdict.Reason.IsPolicyDenial()) return new Landing(IsPrivate: true);
            return verdict.Reason == ReasonCode.Deadline ? GivenUp : new Landing(Trouble: verdict);
        }
    }
}
