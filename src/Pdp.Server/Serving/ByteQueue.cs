namespace Pdp.Server.Serving;

/// <summary>Bytes that are collected; reused, and held by one thread at a time.</summary>
internal sealed class ByteQueue
{
    private const int FirstSize = 4 * 1024;

    // what one long answer needed is not kept for ever
    private const int LargestKept = 1024 * 1024;

    private byte[] _bytes = new byte[FirstSize];

    /// <summary>How many there are.</summary>
    public int Length { get; private set; }

    /// <summary>All of them.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Adds some.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - Length < bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Removes all.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > LargestKept) _bytes = new byte[FirstSize];
    }
}
