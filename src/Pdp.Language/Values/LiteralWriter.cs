using System.Globalization;
using System.Text;

namespace Pdp.Language.Values;

/// <summary>Writes values as CEL expressions, cut at a length, for messages, explanations and unparsed trees.</summary>
internal sealed class LiteralWriter(int maxLength)
{
    private const int MaxDepth = 100;

    private readonly StringBuilder _text = new();
    private bool _cut;

    /// <summary>Writes a value; <paramref name="depth"/> is how many containers stand around it.</summary>
    public void Write(in Value value, int depth)
    {
        if (IsFull(depth)) return;
        switch (value.Kind)
        {
            case ValueKind.Missing:
                _text.Append("not evaluated");
                break;
            case ValueKind.Error:
                _text.Append("error: ").Append(value.AsError!.Message);
                break;
            case ValueKind.Null:
                _text.Append("null");
                break;
            case ValueKind.String:
                WriteQuoted(value.AsString);
                break;
            case ValueKind.Uint:
                _text.Append(CultureInfo.InvariantCulture, $"{value.AsUint}u");
                break;
            case ValueKind.Double:
                _text.Append(NumberText.Literal(value.AsDouble));
                break;
            case ValueKind.Bytes:
                WriteBytes(value.AsBytes!.Span);
                break;
            case ValueKind.List:
                WriteList(value.AsList!, depth);
                break;
            case ValueKind.Map:
                WriteMap(value.AsMap!, depth);
                break;
            case ValueKind.Optional:
                WriteOptional(value.AsOptional!, depth);
                break;
            case ValueKind.Timestamp:
            case ValueKind.Duration:
            case ValueKind.Ip:
            case ValueKind.Cidr:
                _text.Append(value.Kind.ToString().ToLowerInvariant()).Append('(');
                WriteQuoted(CelText.ToStringValue(value).AsString);
                _text.Append(')');
                break;
            default:
                _text.Append(CelText.ToStringValue(value).AsString);
                break;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>
    /// Text for between quotes: what CEL's escapes write, and everything that would not show or would lie about the
    /// text around it (controls, format characters such as bidirectional overrides, lone surrogates) as <c>\u</c>.
    /// </summary>
    public static string Escape(ReadOnlySpan<char> text, char quote)
    {
        var result = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            var named = rune.Value switch
            {
                '\n' => 'n',
                '\r' => 'r',
                '\t' => 't',
                '\\' => '\\',
                _ => rune.Value == quote ? quote : '\0',
            };
            if (named != '\0') result.Append('\\').Append(named);
            else if (IsVisible(rune)) result.Append(rune.ToString());
            else if (rune.IsBmp) result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else result.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }

        return result.ToString();
    }

    private static bool IsVisible(Rune rune) => rune.IsAscii
        ? rune.Value is >= 0x20 and < 0x7F
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private bool IsFull(int depth)
    {
        if (_cut) return true;
        if (_text.Length <= maxLength && depth <= MaxDepth) return false;
        _cut = true;
        _text.Append('…');
        return true;
    }

    private void WriteQuoted(string? text)
    {
        var room = (int)Math.Clamp((long)maxLength - _text.Length, 1, int.MaxValue);
        var whole = text!.Length <= room;
        if (!whole && char.IsHighSurrogate(text[room - 1])) room--;
        _text.Append('\'').Append(Escape(whole ? text : text.AsSpan(0, room), '\''));
        _text.Append(whole ? "'" : "…'");
    }

    private void WriteBytes(ReadOnlySpan<byte> octets)
    {
        _text.Append("b'");
        foreach (var octet in octets)
        {
            if (_text.Length > maxLength)
            {
                _text.Append('…');
                break;
            }

            if (octet is >= 0x20 and < 0x7F and not ((byte)'\'' or (byte)'\\')) _text.Append((char)octet);
            else _text.Append(CultureInfo.InvariantCulture, $"\\x{octet:x2}");
        }

        _text.Append('\'');
    }

    private void WriteList(CelList list, int depth)
    {
        _text.Append('[');
        for (var i = 0; i < list.Count && !_cut; i++)
        {
            if (i > 0) _text.Append(", ");
            Write(list[i], depth + 1);
        }

        _text.Append(']');
    }

    private void WriteMap(CelMap map, int depth)
    {
        _text.Append('{');
        for (var i = 0; i < map.Count && !_cut; i++)
        {
            if (i > 0) _text.Append(", ");
            var (key, value) = map.EntryAt(i);
            Write(key, depth + 1);
            _text.Append(": ");
            Write(value, depth + 1);
        }

        _text.Append('}');
    }

    private void WriteOptional(CelOptional optional, int depth)
    {
        _text.Append(optional.HasValue ? "optional.of(" : "optional.none(");
        if (optional.HasValue) Write(optional.Value, depth + 1);
        _text.Append(')');
    }
}
