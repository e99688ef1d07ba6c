using System.Buffers;
using System.Globalization;
using System.Text;

namespace Pdp.Language.Values;

/// <summary>
/// IP addresses as text: dotted decimals without leading zeros, and RFC 4291's forms of IPv6 without a zone. Written is
/// RFC 5952's canonical form.
/// </summary>
internal static class IpText
{
    private static readonly SearchValues<char> _hexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Reads an address.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out UInt128 bits, out bool isV4)
    {
        isV4 = !text.Contains(':');
        if (!isV4) return TryParseV6(text, out bits);
        var parsed = TryParseV4(text, out var v4);
        bits = v4;
        return parsed;
    }

    /// <summary>The canonical text.</summary>
    public static string Format(UInt128 bits, bool isV4)
    {
        if (isV4)
        {
            var number = (uint)bits;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}");
        }

        var text = new StringBuilder(39);
        var (start, length) = LongestZeros(bits);
        for (var i = 0; i < 8; i++)
        {
            if (i == start)
            {
                text.Append("::");
                i += length - 1;
                continue;
            }

            if (text.Length > 0 && i != start + length) text.Append(':');
            text.Append(CultureInfo.InvariantCulture, $"{GroupAt(bits, i):x}");
        }

        return text.ToString();
    }

    private static bool TryParseV4(ReadOnlySpan<char> text, out uint bits)
    {
        bits = 0;
        for (var part = 0; part < 4; part++)
        {
            if (part > 0)
            {
                if (text is not ['.', ..]) return false;
                text = text[1..];
            }

            var digits = 0;
            uint number = 0;
            while (digits < text.Length && text[digits] is >= '0' and <= '9' && digits < 4)
                number = number * 10 + (uint)(text[digits++] - '0');
            if (digits == 0 || number > 255 || (digits > 1 && text[0] == '0')) return false;
            bits = bits << 8 | number;
            text = text[digits..];
        }

        return text.IsEmpty;
    }

    private static bool TryParseV6(ReadOnlySpan<char> text, out UInt128 bits)
    {
        bits = 0;
        var groups = 0;
        var gap = -1;
        if (text.StartsWith("::", StringComparison.Ordinal))
        {
            gap = 0;
            text = text[2..];
        }

        while (!text.IsEmpty)
        {
            if (groups == 8) return false;
            var digits = text.IndexOfAnyExcept(_hexDigits);
            if (digits < 0) digits = text.Length;
            if (digits < text.Length && text[digits] == '.')
            {
                if (groups > 6 || !TryParseV4(text, out var v4)) return false;
                bits = bits << 32 | v4;
                groups += 2;
                break;
            }

            if (digits is 0 or > 4) return false;
            bits = bits << 16 | ushort.Parse(text[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            groups++;
            text = text[digits..];
            if (text.IsEmpty) break;
            if (text[0] != ':' || text.Length == 1) return false;
            text = text[1..];
            if (text[0] != ':') continue;
            if (gap >= 0) return false;
            gap = groups;
            text = text[1..];
        }

        if (gap < 0) return groups == 8;
        // "::" stands for at least one group.
        if (groups == 8) return false;
        var behind = (groups - gap) * 16;
        var low = behind == 0 ? 0 : bits & UInt128.MaxValue >> 128 - behind;
        var high = behind == 128 ? 0 : bits >> behind;
        bits = (gap == 0 ? 0 : high << 128 - gap * 16) | low;
        return true;
    }

    private static int GroupAt(UInt128 bits, int index) => (int)(ushort)(bits >> 112 - index * 16);

    /// <summary>The first longest run of two or more zero groups; start −1 when there is none.</summary>
    private static (int Start, int Length) LongestZeros(UInt128 bits)
    {
        var (best, longest) = (-1, 1);
        for (var i = 0; i < 8; i++)
        {
            var end = i;
            while (end < 8 && GroupAt(bits, end) == 0) end++;
            if (end - i > longest) (best, longest) = (i, end - i);
            i = Math.Max(i, end);
        }

        return best < 0 ? (-1, 0) : (best, longest);
    }
}
