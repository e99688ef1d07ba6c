using System.Security.Cryptography;

namespace Pdp.Audit.Records;

/// <summary>Where a chain of records stands: the number of its last record, and that record's hash.</summary>
internal sealed class ChainState : IDisposable
{
    private readonly IncrementalHash _hasher = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _hash = new byte[AuditFormat.HashBytes];

    /// <summary>The number of the last record; 0: there is none.</summary>
    public long Sequence { get; private set; }

    /// <summary>The hash of the last record; zeros: there is none.</summary>
    public ReadOnlySpan<byte> Hash => _hash;

    /// <summary>Goes to where a record stands.</summary>
    public void Set(long sequence, ReadOnlySpan<byte> hash)
    {
        Sequence = sequence;
        hash.CopyTo(_hash);
    }

    /// <summary>The hash of a line that would be the next.</summary>
    public void HashOf(ReadOnlySpan<byte> content, Span<byte> hash)
    {
        _hasher.AppendData(_hash);
        _hasher.AppendData(content);
        _hasher.TryGetHashAndReset(hash, out _);
    }

    public void Dispose() => _hasher.Dispose();
}
