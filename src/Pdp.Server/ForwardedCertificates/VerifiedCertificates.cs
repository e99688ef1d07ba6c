using System.Collections.Concurrent;
using System.Security.Cryptography;
using Pdp.Server.Transport;

namespace Pdp.Server.ForwardedCertificates;

/// <summary>Certificates that were verified lately, by all that was handed on with them. Those that are refused are not kept: whoever sends them would push out the others.</summary>
internal sealed class VerifiedCertificates
{
    /// <summary>The most that are kept.</summary>
    public const int Most = 10_000;

    private volatile ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The key of a certificate and what came with it.</summary>
    public static string Key(ForwardedHop hop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, hop.Leaf);
        foreach (var other in hop.Others) Add(hash, other);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>What came of one, if that still holds; else null.</summary>
    public PeerVerdict? Find(string key, ClientTrust trust, DateTimeOffset now) =>
        _entries.TryGetValue(key, out var entry) && ReferenceEquals(entry.Trust, trust) && now <= entry.Verdict.Until ? entry.Verdict : null;

    /// <summary>Keeps what came of one.</summary>
    public void Keep(string key, ClientTrust trust, PeerVerdict verdict)
    {
        var entries = _entries;
        if (entries.Count >= Most) _entries = entries = new ConcurrentDictionary<string, Entry>(StringComparer.Ordinal);
        entries[key] = new Entry(trust, verdict);
    }

    // with its length: two certificates are not one
    private static void Add(IncrementalHash hash, byte[] der)
    {
        hash.AppendData(BitConverter.GetBytes(der.Length));
        hash.AppendData(der);
    }

    private sealed record Entry(ClientTrust Trust, PeerVerdict Verdict);
}
