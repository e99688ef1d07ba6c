namespace Pdp.Server.Transport.Vault;

/// <summary>A certificate that Vault has issued.</summary>
/// <param name="Chain">It, and those between it and its authority, as PEM.</param>
/// <param name="Key">Its private key, as PEM.</param>
/// <param name="From">From when on it is valid.</param>
/// <param name="Until">Until when it is valid.</param>
internal sealed record VaultCertificate(byte[] Chain, byte[] Key, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>When another is to be issued: when two thirds of its time are over.</summary>
    public DateTimeOffset RenewAt => Until - (Until - From) / 3;
}
