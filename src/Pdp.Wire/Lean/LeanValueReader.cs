using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using Pdp.Language.Values;
using Pdp.Wire.Values;

namespace Pdp.Wire.Lean;

/// <summary>
/// Reads <c>google.protobuf.Value</c> from its bytes. It accepts the bytes as libraries write them; any other form, and
/// everything that is wrong, it leaves to the library's parser and <see cref="Requests.StructReader"/>.
/// </summary>
/// <param name="limits">Bounds on what a request may hold.</param>
internal sealed class LeanValueReader(WireLimits limits)
{
    private readonly TextCache _texts = new();
    private readonly ValueCache _lists = new(1 << 10, 256);

    /// <summary>Reads a text.</summary>
    public bool TryText(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (bytes.Length > limits.MaxStringBytes) return false;
        if (_texts.TryGet(bytes, out var hash, out text)) return true;
        if (!TryMake(bytes, out text)) return false;
        _texts.Offer(hash, text);
        return true;
    }

    // short texts are ASCII, nearly always: one pass instead of three
    private static bool TryMake(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text)
    {
        const int Short = 64;
        if (bytes.Length <= Short)
        {
            Span<char> characters = stackalloc char[Short];
            if (Ascii.ToUtf16(bytes, characters, out var length) == OperationStatus.Done)
            {
                text = new string(characters[..length]);
                return true;
            }
        }

        text = Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
        return text is not null;
    }

    /// <summary>Checks a text that nobody reads.</summary>
    public bool IsText(ReadOnlySpan<byte> bytes) => bytes.Length <= limits.MaxStringBytes && Utf8.IsValid(bytes);

    /// <summary>Reads a value.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="depth">How many objects and lists are around it.</param>
    /// <param name="value">The value.</param>
    public bool TryValue(ReadOnlySpan<byte> bytes, int depth, out Value value)
    {
        value = default;
        if (bytes.Length < 2) return false;
        switch (bytes[0])
        {
            case WireTags.NumberValue:
                if (!TryNumber(bytes, out var number)) return false;
                value = Numbers.From(number);
                return true;
            case WireTags.BoolValue:
                value = Value.From(bytes[1] == 1);
                return IsBool(bytes);
            case WireTags.NullValue:
                value = Value.Null;
                return IsNull(bytes);
            default:
                var fields = new WireCursor(bytes);
                if (!fields.TryTake(out var tag, out var content) || !fields.IsEmpty) return false;
                return tag switch
                {
                    WireTags.StringValue => TryString(content, out value),
                    WireTags.ListValue => TryList(content, depth + 1, out value),
                    WireTags.StructValue => TryMap(content, depth + 1, out value),
                    _ => false,
                };
        }
    }

    /// <summary>Whether a text of so many bytes is within the limits.</summary>
    public bool MayBeText(int length) => length <= limits.MaxStringBytes;

    /// <summary>Checks a value that nobody reads.</summary>
    public bool IsValue(ReadOnlySpan<byte> bytes, int depth)
    {
        if (bytes.Length < 2) return false;
        switch (bytes[0])
        {
            case WireTags.NumberValue:
                return TryNumber(bytes, out _);
            case WireTags.BoolValue:
                return IsBool(bytes);
            case WireTags.NullValue:
                return IsNull(bytes);
            default:
                var fields = new WireCursor(bytes);
                if (!fields.TryTake(out var tag, out var content) || !fields.IsEmpty) return false;
                return tag switch
                {
                    WireTags.StringValue => IsText(content),
                    WireTags.ListValue => IsList(content, depth + 1),
                    WireTags.StructValue => IsMap(content, depth + 1),
                    _ => false,
                };
        }
    }

    /// <summary>Parts an entry of an object in name and value, once each and in this order; an empty name may be left out.</summary>
    public bool TryEntry(ReadOnlySpan<byte> entry, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = default;
        var fields = new WireCursor(entry);
        if (!fields.TryTake(out var tag, out value)) return false;
        if (tag == WireTags.Field1)
        {
            name = value;
            if (!fields.TryTake(out tag, out value)) return false;
        }

        return tag == WireTags.Field2 && fields.IsEmpty && name.Length <= limits.MaxStringBytes;
    }

    /// <summary>Whether an object or list with one member more is within the limits.</summary>
    public bool MayHold(int count, int depth) => count <= limits.MaxCollection && depth <= limits.MaxNesting;

    private bool TryString(ReadOnlySpan<byte> bytes, out Value value)
    {
        var isText = TryText(bytes, out var text);
        value = isText ? Value.From(text!) : default;
        return isText;
    }

    private static bool TryNumber(ReadOnlySpan<byte> bytes, out double number)
    {
        number = bytes.Length == 1 + sizeof(double) ? BinaryPrimitives.ReadDoubleLittleEndian(bytes[1..]) : double.NaN;
        return double.IsFinite(number);
    }

    private static bool IsBool(ReadOnlySpan<byte> bytes) => bytes.Length == 2 && bytes[1] <= 1;

    private static bool IsNull(ReadOnlySpan<byte> bytes) => bytes.Length == 2 && bytes[1] == 0;

    private bool TryList(ReadOnlySpan<byte> bytes, int depth, out Value list)
    {
        // what is kept was read at the outermost place: further inside, the same list may nest too deep
        const int Outermost = 2;
        uint hash = 0;
        list = default;
        if (depth == Outermost && _lists.TryGet(bytes, out hash, out list)) return true;
        if (!TryCount(bytes, depth, out var count)) return false;
        var items = count == 0 ? [] : new Value[count];
        var elements = new WireCursor(bytes);
        for (var i = 0; i < items.Length; i++)
        {
            if (!elements.TryTake(WireTags.Field1, out var element) || !TryValue(element, depth, out items[i])) return false;
        }

        list = Value.From(count == 0 ? CelList.Empty : new CelList(items));
        if (depth == Outermost) _lists.Offer(hash, bytes, list);
        return true;
    }

    private bool TryMap(ReadOnlySpan<byte> bytes, int depth, out Value map)
    {
        map = default;
        if (!TryCount(bytes, depth, out var count)) return false;
        var entries = new KeyValuePair<string, Value>[count];
        var members = new WireCursor(bytes);
        for (var i = 0; i < entries.Length; i++)
        {
            if (!members.TryTake(WireTags.Field1, out var entry) || !TryEntry(entry, out var name, out var content)) return false;
            if (!TryText(name, out var key) || !TryValue(content, depth, out var value)) return false;
            entries[i] = new(key, value);
        }

        if (StringMap.TryCreate(entries) is not { } made) return false;
        map = Value.From(made);
        return true;
    }

    private bool TryCount(ReadOnlySpan<byte> bytes, int depth, out int count)
    {
        count = 0;
        for (var members = new WireCursor(bytes); !members.IsEmpty; count++)
        {
            if (!members.TryTake(WireTags.Field1, out _) || !MayHold(count + 1, depth)) return false;
        }

        return true;
    }

    private bool IsList(ReadOnlySpan<byte> bytes, int depth)
    {
        var elements = new WireCursor(bytes);
        for (var count = 1; !elements.IsEmpty; count++)
        {
            if (!MayHold(count, depth) || !elements.TryTake(WireTags.Field1, out var element) || !IsValue(element, depth)) return false;
        }

        return true;
    }

    private bool IsMap(ReadOnlySpan<byte> bytes, int depth)
    {
        var members = new WireCursor(bytes);
        for (var count = 1; !members.IsEmpty; count++)
        {
            if (!MayHold(count, depth) || !members.TryTake(WireTags.Field1, out var entry)) return false;
            if (!TryEntry(entry, out var name, out var value) || !Utf8.IsValid(name) || !IsValue(value, depth)) return false;
        }

        return true;
    }
}
