using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>Keeps verdicts for a moment, of one state of the policies: what was decided before or beside it is of no use.</summary>
internal sealed class DecisionCache(DecisionCacheOptions options, RevisionWatch watch) : IDisposable
{
    private readonly MemoryCache _entries = new(Options.Create(new MemoryCacheOptions { SizeLimit = options.MaxEntries }));

    /// <summary>Looks for a verdict.</summary>
    /// <param name="request">The question.</param>
    /// <param name="place">Where its answer may be kept; null: not at all.</param>
    /// <returns>The verdict; null when there is none that holds now.</returns>
    public Verdict? Find(CheckRequest request, out CachePlace? place)
    {
        place = null;
        if (request.MinRevision.Length > 0 || watch.State is not { } state) return null;
        var key = CanonicalKey.Of(request);
        place = new CachePlace(key, state);
        return _entries.TryGetValue(key, out CachedVerdict? found) && ReferenceEquals(found!.State, state) ? found.Verdict : null;
    }

    /// <summary>Keeps a verdict, if it may be kept and nothing has changed since the question was asked.</summary>
    public void Keep(CachePlace place, Verdict verdict)
    {
        // an answer of another PDP, which has heard of a change sooner or later, is none of the state that is watched
        if (verdict.Obligations.Count > 0 || !ReferenceEquals(watch.State, place.State)
            || !string.Equals(verdict.Revision, place.State.Revision, StringComparison.Ordinal)) return;
        var lifetime = verdict.Reason switch
        {
            ReasonCode.Permitted => options.PermitLifetime,
            ReasonCode.Denied or ReasonCode.NotApplicable => options.DenyLifetime,
            _ => TimeSpan.Zero,
        };
        if (lifetime <= TimeSpan.Zero) return;
        _entries.Set(
            place.Key, new CachedVerdict(verdict, place.State),
            new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = lifetime, Size = 1 });
    }

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();

    private sealed record CachedVerdict(Verdict Verdict, WatchedState State);
}

/// <summary>Where an answer may be kept, and the state of the policies that it must be of.</summary>
internal sealed record CachePlace(string Key, WatchedState State);
