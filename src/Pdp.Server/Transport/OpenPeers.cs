using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace Pdp.Server.Transport;

/// <summary>A connection whose client showed a certificate.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Leaf">The certificate.</param>
/// <param name="Sent">Those that were sent with it.</param>
internal sealed record OpenPeer(ConnectionContext Connection, byte[] Leaf, IReadOnlyList<byte[]> Sent)
{
    /// <summary>By which state of trust it was verified last.</summary>
    public required long Generation { get; set; }

    /// <summary>When it has to be verified again.</summary>
    public required DateTimeOffset Until { get; set; }

    /// <summary>Whom it names.</summary>
    public required PeerIdentity Identity { get; init; }

    /// <summary>Verifies it again.</summary>
    /// <returns>Why it is not believed any more, or null.</returns>
    public string? Check(TlsSnapshot snapshot, DateTimeOffset now)
    {
        if (snapshot.Withdrawn is { } withdrawn) return withdrawn;
        if (snapshot.Generation == Generation && now <= Until) return null;
        using var leaf = X509CertificateLoader.LoadCertificate(Leaf);
        X509Certificate2Collection sent = [.. Sent.Select(static one => X509CertificateLoader.LoadCertificate(one))];
        var verdict = snapshot.Trust?.Verify(leaf, sent, now) ?? PeerVerdict.Refused("nobody is believed");
        foreach (var one in sent) one.Dispose();
        if (verdict.Refusal is { } refusal) return refusal;
        Generation = snapshot.Generation;
        Until = verdict.Until;
        return null;
    }
}

/// <summary>The connections that are open and whose clients showed certificates.</summary>
internal sealed class OpenPeers
{
    private readonly ConcurrentDictionary<string, OpenPeer> _open = new(StringComparer.Ordinal);

    public void Add(OpenPeer peer) => _open[peer.Connection.ConnectionId] = peer;

    public void Remove(OpenPeer peer) => _open.TryRemove(peer.Connection.ConnectionId, out _);

    /// <summary>All of them.</summary>
    public IEnumerable<OpenPeer> All => _open.Select(static one => one.Value);
}
