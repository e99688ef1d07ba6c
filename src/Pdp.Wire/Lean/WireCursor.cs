namespace Pdp.Wire.Lean;

/// <summary>
/// Goes through the fields of a message whose fields are all length-delimited, with field numbers up to 15. It takes fewer
/// forms than Protocol Buffers allow; where it fails, the bytes may still be a message.
/// </summary>
/// <param name="bytes">The message.</param>
internal ref struct WireCursor(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether all fields have been taken.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>Takes the next field.</summary>
    /// <param name="tag">Its tag: field number and wire type.</param>
    /// <param name="content">Its content.</param>
    public bool TryTake(out byte tag, out ReadOnlySpan<byte> content)
    {
        var rest = _rest;
        if (rest.Length >= 2 && rest[1] < 0x80 && rest[1] <= rest.Length - 2)
        {
            tag = rest[0];
            content = rest.Slice(2, rest[1]);
            _rest = rest[(2 + content.Length)..];
            return true;
        }

        return TryTakeLong(out tag, out content);
    }

    /// <summary>Takes the next field, which must have this tag.</summary>
    public bool TryTake(byte expected, out ReadOnlySpan<byte> content) => TryTake(out var tag, out content) && tag == expected;

    /// <summary>
    /// Takes an entry of a <c>google.protobuf.Struct</c> in one step, if it is of the most common form: name and value in this
    /// order, all three lengths in one byte. Otherwise it takes nothing.
    /// </summary>
    public bool TryTakeShortEntry(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = default;
        value = default;
        const int Heads = 4;
        var rest = _rest;
        if (rest.Length < Heads || rest[0] != WireTags.Field1 || rest[2] != WireTags.Field1) return false;
        int whole = rest[1], first = rest[3];
        if (whole >= 0x80 || whole > rest.Length - 2) return false;

        // what is left of the entry behind the name, its head and the value's
        var last = whole - first - Heads;
        if (last < 0 || rest[Heads + first] != WireTags.Field2 || rest[Heads + first + 1] != last) return false;
        name = rest.Slice(Heads, first);
        value = rest.Slice(Heads + first + 2, last);
        _rest = rest[(2 + whole)..];
        return true;
    }

    // up to three bytes of length: 2 MiB, which is more than most servers take
    private bool TryTakeLong(out byte tag, out ReadOnlySpan<byte> content)
    {
        const int MostLengthBytes = 3;
        tag = 0;
        content = default;
        if (_rest.IsEmpty) return false;
        var length = 0;
        for (var i = 1; i <= MostLengthBytes && i < _rest.Length; i++)
        {
            length |= (_rest[i] & 0x7f) << (7 * (i - 1));
            if (_rest[i] >= 0x80) continue;
            if (length > _rest.Length - i - 1) return false;
            tag = _rest[0];
            content = _rest.Slice(i + 1, length);
            _rest = _rest[(i + 1 + length)..];
            return true;
        }

        return false;
    }
}
