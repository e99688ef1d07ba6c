namespace Pdp.Server.ForwardedCertificates;

/// <summary>A certificate that a proxy has seen, as it hands it on: nothing of it is believed yet.</summary>
/// <param name="Leaf">The certificate, as DER.</param>
/// <param name="Others">Those that were sent with it.</param>
internal sealed record ForwardedHop(byte[] Leaf, IReadOnlyList<byte[]> Others)
{
    /// <summary>Whom the proxy says it is itself; null: this form does not say that.</summary>
    public IReadOnlyList<string>? By { get; init; }

    /// <summary>Which URIs the proxy says the certificate has; null: this form does not say that.</summary>
    public IReadOnlyList<string>? Uris { get; init; }
}
