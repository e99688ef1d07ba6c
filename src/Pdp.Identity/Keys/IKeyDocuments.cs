namespace Pdp.Identity.Keys;

/// <summary>Where the keys of an issuer are to be had.</summary>
internal interface IKeyDocuments
{
    /// <summary>Reads the JWKS as it is now.</summary>
    /// <exception cref="KeyDocumentException">It cannot be had; the message says why.</exception>
    Task<byte[]> ReadAsync(CancellationToken cancellation);
}

/// <summary>The keys of an issuer cannot be had.</summary>
internal sealed class KeyDocumentException(string message, Exception? inner = null) : Exception(message, inner);
