using System.Security.Cryptography;

namespace Pdp.Bundles.Keeping;

/// <summary>Writes to a stream and digests what is written.</summary>
internal sealed class DigestedStream(Stream stream) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly BufferedStream _buffered = new(stream, 128 * 1024);

    public void Write(ReadOnlySpan<byte> octets)
    {
        _hash.AppendData(octets);
        _buffered.Write(octets);
    }

    /// <summary>Writes the digest of all that was written, as the last octets.</summary>
    public void WriteDigest()
    {
        _buffered.Write(_hash.GetHashAndReset());
        _buffered.Flush();
    }

    /// <summary>Lets go of the digest; the stream stays open.</summary>
    public void Dispose() => _hash.Dispose();
}
