namespace Pdp.Identity.Keys;

/// <summary>Reads a stream that others fill, up to a bound.</summary>
internal static class Bounded
{
    /// <summary>All of it.</summary>
    /// <exception cref="KeyDocumentException">It is longer than a JWKS may be.</exception>
    public static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            if (content.Length + read > KeySetReader.LargestDocument)
            {
                throw new KeyDocumentException($"expected at most {KeySetReader.LargestDocument} bytes, got more");
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }
}
