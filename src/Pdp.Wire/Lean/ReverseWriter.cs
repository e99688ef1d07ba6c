using System.Buffers.Binary;
using System.Text;

namespace Pdp.Wire.Lean;

/// <summary>
/// Writes a message from its end to its beginning, so that the length of a part is known when it is to be written and
/// nothing is measured beforehand. Fields are given in descending order. It is reused, and belongs to one thread at a time.
/// </summary>
public sealed class ReverseWriter
{
    private const int FirstSize = 1024;

    // what one long answer needed is not kept for ever
    private const int LargestKept = 64 * 1024;

    private const int LongestVarint = 10;

    private byte[] _buffer = new byte[FirstSize];
    private int _start = FirstSize;

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(_start);

    /// <summary>How many bytes were written.</summary>
    public int Length => _buffer.Length - _start;

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        if (_buffer.Length > LargestKept) _buffer = new byte[FirstSize];
        _start = _buffer.Length;
    }

    /// <summary>Writes a text field; none when the text is empty.</summary>
    public void Text(byte tag, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > 0) TextAlways(tag, text);
    }

    /// <summary>Writes a text field, also when the text is empty.</summary>
    internal void TextAlways(byte tag, string text)
    {
        var count = Encoding.UTF8.GetByteCount(text);
        Reserve(count + LongestVarint + 1);
        _start -= count;
        Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_start, count));
        Head(tag, count);
    }

    /// <summary>Writes a field of bytes, or of a message that is written already.</summary>
    public void Bytes(byte tag, ReadOnlySpan<byte> bytes)
    {
        Raw(bytes);
        Head(tag, bytes.Length);
    }

    /// <summary>Writes bytes without a tag.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length + LongestVarint + 1);
        _start -= bytes.Length;
        bytes.CopyTo(_buffer.AsSpan(_start));
    }

    /// <summary>Writes an integer field; none when it is zero.</summary>
    public void Integer(byte tag, ulong number)
    {
        if (number != 0) IntegerAlways(tag, number);
    }

    /// <summary>Writes an integer field, also when it is zero.</summary>
    internal void IntegerAlways(byte tag, ulong number)
    {
        Reserve(LongestVarint + 1);
        Varint(number);
        _buffer[--_start] = tag;
    }

    internal void Number(byte tag, double number)
    {
        Reserve(sizeof(double) + 1);
        _start -= sizeof(double);
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.AsSpan(_start), number);
        _buffer[--_start] = tag;
    }

    /// <summary>Makes everything since a length the content of a message field.</summary>
    /// <param name="tag">The field.</param>
    /// <param name="mark">What <see cref="Length"/> was before the content was written.</param>
    public void Close(byte tag, int mark)
    {
        Reserve(LongestVarint + 1);
        Head(tag, Length - mark);
    }

    private void Head(byte tag, int length)
    {
        if (length < 0x80) _buffer[--_start] = (byte)length;
        else Varint((ulong)length);
        _buffer[--_start] = tag;
    }

    private void Varint(ulong number)
    {
        var size = 1;
        for (var rest = number >> 7; rest != 0; rest >>= 7) size++;
        _start -= size;
        for (var i = 0; i < size; i++)
        {
            _buffer[_start + i] = (byte)(i == size - 1 ? number : number | 0x80);
            number >>= 7;
        }
    }

    private void Reserve(int count)
    {
        if (_start >= count) return;
        var length = Length;
        var larger = new byte[Math.Max(_buffer.Length * 2, length + count)];
        Written.CopyTo(larger.AsSpan(larger.Length - length));
        _start = larger.Length - length;
        _buffer = larger;
    }
}
