using System.Globalization;
using System.Text;
using Pdp.Language.Diagnostics;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Syntax;

/// <summary>Reads the values of literals; null when one is malformed or out of range, which is reported.</summary>
internal sealed class LiteralReader(string text, DiagnosticBag diagnostics)
{
    public Value? Int(Token token, bool isNegative)
    {
        const string Range = "an int lies between -9223372036854775808 and 9223372036854775807";
        if (TryMagnitude(token, 0, out var magnitude))
        {
            if (!isNegative && magnitude <= long.MaxValue) return Value.From((long)magnitude);
            if (isNegative && magnitude <= 1UL << 63) return Value.From(unchecked(-(long)magnitude));
        }

        return Malformed($"int literal `{Excerpt.Of(text, token.Span)}` is out of range", token.Span, Range);
    }

    public Value? Uint(Token token) =>
        TryMagnitude(token, 1, out var magnitude)
            ? Value.FromUint(magnitude)
            : Malformed(
                $"uint literal `{Excerpt.Of(text, token.Span)}` is out of range", token.Span,
                "a uint lies between 0u and 18446744073709551615u");

    public Value? Double(Token token, bool isNegative)
    {
        var digits = text.AsSpan(token.Start, token.Length);
        if (double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
            return Value.From(isNegative ? -value : value);
        return Malformed($"double literal `{Excerpt.Of(text, token.Span)}` is out of range", token.Span);
    }

    public Value? String(Token token)
    {
        var (start, end, isRaw) = Content(text, token.Span);
        var content = text.AsSpan(start, end - start);
        if (isRaw || !content.Contains('\\')) return Value.From(content.ToString());

        var builder = new StringBuilder(content.Length);
        var isValid = true;
        for (var i = start; i < end;)
        {
            if (text[i] != '\\')
            {
                builder.Append(text[i++]);
                continue;
            }

            if (Escape(ref i, end, isBytes: false) is { } rune) builder.Append(char.ConvertFromUtf32(rune));
            else isValid = false;
        }

        return isValid ? Value.From(builder.ToString()) : null;
    }

    public Value? Bytes(Token token)
    {
        var (start, end, isRaw) = Content(text, token.Span);
        var content = text.AsSpan(start, end - start);
        if (isRaw || !content.Contains('\\')) return Value.From(new CelBytes(Encoding.UTF8.GetBytes(content.ToString())));

        var octets = new List<byte>(content.Length);
        Span<byte> buffer = stackalloc byte[4];
        var isValid = true;
        for (var i = start; i < end;)
        {
            if (text[i] == '\\')
            {
                if (Escape(ref i, end, isBytes: true) is { } octet) octets.Add((byte)octet);
                else isValid = false;
                continue;
            }

            Rune.DecodeFromUtf16(text.AsSpan(i, end - i), out var rune, out var consumed);
            octets.AddRange(buffer[..rune.EncodeToUtf8(buffer)]);
            i += consumed;
        }

        return isValid ? Value.From(new CelBytes([.. octets])) : null;
    }

    private Value? Malformed(string message, TextSpan span, string? help = null)
    {
        diagnostics.Error(DiagnosticCodes.Literal, message, span, help);
        return null;
    }

    private bool TryMagnitude(Token token, int suffix, out ulong magnitude)
    {
        var digits = text.AsSpan(token.Start, token.Length - suffix);
        return digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out magnitude)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out magnitude);
    }

    /// <summary>What stands between the quotes of a string or bytes literal, and whether a backslash stands for itself there.</summary>
    internal static (int Start, int End, bool IsRaw) Content(string text, TextSpan literal)
    {
        var open = literal.Start;
        while (text[open] is not ('\'' or '"')) open++;
        var isRaw = open > literal.Start && text[open - 1] is 'r' or 'R';
        var quote = text[open];
        var isTriple = literal.End - open >= 6 && text[open + 1] == quote && text[open + 2] == quote;
        var delimiter = isTriple ? 3 : 1;
        return (open + delimiter, literal.End - delimiter, isRaw);
    }

    /// <summary>Reads the escape at a position and moves behind it: a code point, in bytes an octet.</summary>
    private int? Escape(ref int i, int end, bool isBytes)
    {
        var start = i;
        var c = text[i + 1];
        i += 2;
        switch (c)
        {
            case 'a': return '\a';
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case '\\' or '?' or '"' or '\'' or '`': return c;
            case 'x' or 'X': return Hex(ref i, start, end, 2);
            case 'u' when !isBytes: return CodePoint(Hex(ref i, start, end, 4), start, i);
            case 'U' when !isBytes: return CodePoint(Hex(ref i, start, end, 8), start, i);
            case >= '0' and <= '3' when i + 1 < end && text[i] is >= '0' and <= '7' && text[i + 1] is >= '0' and <= '7':
                i += 2;
                return ((c - '0') * 64) + ((text[i - 2] - '0') * 8) + (text[i - 1] - '0');
            default:
                if (char.IsHighSurrogate(c) && i < end) i++;
                Malformed(
                    $"unknown escape `{Excerpt.Of(text, TextSpan.FromBounds(start, i))}`", TextSpan.FromBounds(start, i),
                    "write `\\\\` for a backslash, or a raw string: `r'…'`");
                return null;
        }
    }

    private int? Hex(ref int i, int start, int end, int count)
    {
        var available = Math.Min(count, end - i);
        if (available == count
            && uint.TryParse(text.AsSpan(i, count), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            i += count;
            return unchecked((int)value);
        }

        Malformed(
            $"expected {count} hexadecimal digits after `{text[start..(start + 2)]}`",
            TextSpan.FromBounds(start, i + available));
        return null;
    }

    private int? CodePoint(int? value, int start, int end)
    {
        if (value is not { } codePoint || Rune.IsValid(codePoint)) return value;
        Malformed($"`{text[start..end]}` is no Unicode code point", TextSpan.FromBounds(start, end));
        return null;
    }
}
