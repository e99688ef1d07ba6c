namespace Pdp.Identity.Keys;

/// <summary>A JWKS in a file.</summary>
internal sealed class KeyFile(string path) : IKeyDocuments
{
    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096, useAsync: true);
            await using (file)
            {
                return await Bounded.ReadAsync(file, cancellation);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new KeyDocumentException($"cannot read `{path}`: {e.Message}", e);
        }
    }
}
