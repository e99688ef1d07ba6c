using System.Buffers;
using Pdp.Server.Serving;
using Pdp.Wire.Lean;

namespace Pdp.Server.Direct;

/// <summary>What a thread answers calls with.</summary>
internal sealed class DirectBuffers
{
    private const int LargestKept = 64 * 1024;

    private byte[] _message = new byte[4 * 1024];

    /// <summary>Writes answers.</summary>
    public ReverseWriter Writer { get; } = new();

    /// <summary>Collects the answers of a batch.</summary>
    public ByteQueue Results { get; } = new();

    /// <summary>A message in one piece; valid until the next one.</summary>
    public ReadOnlySpan<byte> Span(in ReadOnlySequence<byte> message)
    {
        if (message.IsSingleSegment) return message.FirstSpan;
        var length = (int)message.Length;
        if (_message.Length < length || _message.Length > Math.Max(length, LargestKept)) _message = new byte[Math.Max(length, 4 * 1024)];
        message.CopyTo(_message);
        return _message.AsSpan(0, length);
    }
}
