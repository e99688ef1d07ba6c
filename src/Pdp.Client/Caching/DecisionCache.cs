using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>Keeps verdicts for a moment, of one state of the policies: what was decided before or beside it is of no use.</summary>
internal sealed class DecisionCache(DecisionCacheOptions options, RevisionWatch watch, TimeProvider clock) : IDisposable
{
    private readonly MemoryCache _entries = new(Options.Create(new MemoryCacheOptions { SizeLimit = options.MaxEntries }));

    /// <summary>Looks for a verdict.</summary>
    /// <param name="request">The question.</param>
    /// <param name="place">Where its answer may be kept; null: not at all.</param>
    /// <returns>The verdict; null when there is none that holds now.</returns>
    public Verdict? Find(CheckRequest request, out CachePlace? place)
    {
        place = null;
        // a token ends, and may be revoked, without anything that is watched
        if (request.MinRevision.Length > 0 || request.SubjectToken.Length > 0 || watch.State is not { } state) return null;
        var key = CanonicalKey.Of(request);
        place = new CachePlace(key, state, clock.GetTimestamp());
        return Find(place);
    }

    /// <summary>Looks again, at the same place.</summary>
    public Verdict? Find(CachePlace place) =>
        // its age is told by a clock that nobody can set
        _entries.TryGetValue(place.Key, out CachedVerdict? found) && ReferenceEquals(found!.State, place.State) && clock.GetElapsedTime(found.Asked) < found.Lifetime
            ? found.Verdict
            : null;

    /// <summary>Keeps a verdict, if it may be kept and nothing has changed since the question was asked.</summary>
    /// <returns>Whether it is kept, or would be if there was room.</returns>
    public bool Keep(CachePlace place, Verdict verdict)
    {
        // an answer of another PDP, which has heard of a change sooner or later, is none of the state that is watched
        if (verdict.Obligations.Count > 0 || !ReferenceEquals(watch.State, place.State)
            || !string.Equals(verdict.Revision, place.State.Revision, StringComparison.Ordinal)) return false;
        var lifetime = verdict.Reason switch
        {
            ReasonCode.Permitted => options.PermitLifetime,
            ReasonCode.Denied or ReasonCode.NotApplicable => options.DenyLifetime,
            _ => TimeSpan.Zero,
        };
        if (lifetime <= TimeSpan.Zero) return false;
        _entries.Set(
            place.Key, new CachedVerdict(verdict, place.State, place.Asked, lifetime),
            new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = lifetime, Size = 1 });
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();

    private sealed record CachedVerdict(Verdict Verdict, WatchedState State, long Asked, TimeSpan Lifetime);
}

/// <summary>Where an answer may be kept, the state of the policies that it must be of, and when it was asked for.</summary>
internal sealed record CachePlace(string Key, WatchedState State, long Asked);
