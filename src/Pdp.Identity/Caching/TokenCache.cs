using System.Collections.Concurrent;
using Pdp.Identity.Keys;
using Pdp.Identity.Tokens;

namespace Pdp.Identity.Caching;

/// <summary>
/// Tokens that have been verified, by the hash of all their bytes. It holds two generations: when the young one is full it becomes the
/// old one, and what is used again moves on. So it is bounded, and nothing has to be sorted.
/// </summary>
internal sealed class TokenCache(int capacity)
{
    private readonly int _half = Math.Max(1, capacity / 2);
    private readonly Lock _turn = new();
    private volatile ConcurrentDictionary<TokenHash, Entry> _young = new();
    private volatile ConcurrentDictionary<TokenHash, Entry> _old = new();
    private int _youngCount;

    /// <summary>Most entries.</summary>
    public int Capacity => 2 * _half;

    /// <summary>How many entries there are; one that has moved on counts twice until its old place is forgotten.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>The entry, or null. Whoever takes it has to see whether it still holds.</summary>
    public Entry? Find(in TokenHash hash)
    {
        if (_young.TryGetValue(hash, out var entry)) return entry;
        if (!_old.TryGetValue(hash, out entry)) return null;
        Add(hash, entry);
        return entry;
    }

    /// <summary>Keeps an entry.</summary>
    public void Add(in TokenHash hash, Entry entry)
    {
        if (!_young.TryAdd(hash, entry))
        {
            _young[hash] = entry;
            return;
        }

        if (Interlocked.Increment(ref _youngCount) < _half) return;
        lock (_turn)
        {
            if (_youngCount < _half) return;
            _old = _young;
            _young = new ConcurrentDictionary<TokenHash, Entry>();
            _youngCount = 0;
        }
    }

    /// <summary>Forgets an entry that does not hold any more.</summary>
    public void Remove(in TokenHash hash)
    {
        if (_young.TryRemove(hash, out _)) Interlocked.Decrement(ref _youngCount);
        _old.TryRemove(hash, out _);
    }

    /// <summary>A verified token, and by what it was verified.</summary>
    /// <param name="Token">The token.</param>
    /// <param name="Issuer">Its issuer.</param>
    /// <param name="Keys">The keys that its issuer had; with others it has to be verified again.</param>
    /// <param name="Until">Until when it holds.</param>
    internal sealed record Entry(VerifiedToken Token, IssuerState Issuer, KeySet Keys, DateTimeOffset Until);
}
