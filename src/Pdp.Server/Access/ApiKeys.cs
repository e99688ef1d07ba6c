using System.Collections.Frozen;

namespace Pdp.Server.Access;

/// <summary>The API keys. They are found by a digest of what a caller sends, so that the time it takes tells nothing of them.</summary>
internal sealed class ApiKeys
{
    private readonly FrozenDictionary<KeyDigest, ApiKey> _byDigest;

    /// <param name="keys">The keys, each digest once.</param>
    public ApiKeys(IEnumerable<ApiKey> keys) => _byDigest = keys.ToFrozenDictionary(static key => key.Digest);

    /// <summary>No keys.</summary>
    public static ApiKeys None { get; } = new([]);

    /// <summary>How many there are.</summary>
    public int Count => _byDigest.Count;

    /// <summary>The key that a caller has sent; null: it is none, or counts no more.</summary>
    public ApiKey? Find(ReadOnlySpan<char> sent, DateTimeOffset now) =>
        KeyDigest.Of(sent) is { } digest && _byDigest.TryGetValue(digest, out var key) && key.CountsAt(now) ? key : null;

    /// <summary>Whether these are the same keys.</summary>
    public bool AreAs(ApiKeys others) => Count == others.Count && others._byDigest.Values.All(key => _byDigest.TryGetValue(key.Digest, out var own) && own == key);

    /// <summary>Whether a key that was sent earlier still counts.</summary>
    public bool Have(ApiKey key, DateTimeOffset now) => key.CountsAt(now) && _byDigest.TryGetValue(key.Digest, out var found) && found == key;
}
