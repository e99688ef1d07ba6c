using System.Buffers;
using System.Buffers.Binary;

namespace Pdp.Client;

/// <summary>The messages in gRPC's frames, as they come in: cut anywhere, and several at once.</summary>
/// <param name="limit">The longest message that is taken, in bytes.</param>
internal sealed class AnswerFrames(int limit) : IDisposable
{
    private const int HeaderSize = 5;
    private const int Usual = 32 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Usual);
    private int _start;
    private int _end;

    /// <summary>Where what comes next is put; then <see cref="Advance"/> is told how much it is.</summary>
    public Memory<byte> Space => _buffer.AsMemory(_end);

    public void Advance(int count) => _end += count;

    /// <summary>The next message that is here as a whole.</summary>
    /// <param name="message">The message; it is there until <see cref="Advance"/>.</param>
    /// <returns>False: more has to come, and there is <see cref="Space"/> for it.</returns>
    /// <exception cref="InvalidDataException">These are no frames, or the message is longer than any may be.</exception>
    public bool TryTake(out ReadOnlySpan<byte> message)
    {
        message = default;
        var length = 0;
        if (_end - _start >= HeaderSize)
        {
            // no compression was offered
            if (_buffer[_start] != 0) throw new InvalidDataException("a message begins as none should");
            var told = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start + 1));
            if (told > (uint)limit) throw new InvalidDataException($"an answer has {told} bytes, and {limit} are the most that are taken");
            length = (int)told;
            if (_end - _start - HeaderSize >= length)
            {
                message = _buffer.AsSpan(_start + HeaderSize, length);
                _start += HeaderSize + length;
                return true;
            }
        }

        MakeRoom(HeaderSize + length);
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
    }

    // the begun message moves to the front, of a buffer that holds it
    private void MakeRoom(int needed)
    {
        var rest = _buffer.AsSpan(_start, _end - _start);
        if (needed <= Usual && _buffer.Length > 4 * Usual || needed > _buffer.Length)
        {
            var other = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Usual));
            rest.CopyTo(other);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = other;
        }
        else
        {
            rest.CopyTo(_buffer);
        }

        _end -= _start;
        _start = 0;
    }
}
