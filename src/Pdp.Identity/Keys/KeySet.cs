using System.Collections.Frozen;

namespace Pdp.Identity.Keys;

/// <summary>All keys of an issuer at one time. What is not in it has been withdrawn.</summary>
internal sealed class KeySet
{
    private readonly FrozenDictionary<string, VerificationKey> _keys;

    public KeySet(IEnumerable<VerificationKey> keys) => _keys = keys.ToFrozenDictionary(static key => key.Id, StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => _keys.Count;

    /// <summary>The key of a name, or null.</summary>
    public VerificationKey? Find(string id) => _keys.GetValueOrDefault(id);

    /// <summary>Whether all keys are the same, with the same names and algorithms.</summary>
    public bool Equals(KeySet other) => _keys.Count == other._keys.Count && _keys.Values.All(key =>
        other.Find(key.Id) is { } same && same.Thumbprint == key.Thumbprint && same.Algorithm == key.Algorithm);
}
