namespace Pdp.Server.Transport.Vault;

/// <summary>Vault does not issue a certificate.</summary>
/// <param name="message">Why.</param>
/// <param name="isFinal">Whether to ask again would be of no use.</param>
/// <param name="cause">What it comes of, or null.</param>
internal sealed class VaultException(string message, bool isFinal, Exception? cause) : Exception(message, cause)
{
    /// <summary>Whether to ask again would be of no use.</summary>
    public bool IsFinal { get; } = isFinal;
}
