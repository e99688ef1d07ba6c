using System.Globalization;
using System.Text;
using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Functions.Extensions;

/// <summary>The code of the <c>strings</c> library.</summary>
internal static class StringCode
{
    public static Value CharAt(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        if (Work.Text(frame, text.Length) is { } limit) return Value.From(limit);
        var offset = CodePoints.OffsetOf(text, arguments[1].AsInt);
        if (offset < 0) return OutOfRange(arguments[1], text);
        return Value.From(offset == text.Length ? "" : text.Substring(offset, CodePoints.LengthAt(text, offset)));
    }

    public static Value IndexOf(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var (text, part) = (arguments[0].AsString!, arguments[1].AsString!);
        if (Work.Search(frame, text, part) is { } limit) return Value.From(limit);
        var start = arguments.Length == 3 ? CodePoints.OffsetOf(text, arguments[2].AsInt) : 0;
        if (start < 0) return OutOfRange(arguments[2], text);
        var offset = text.IndexOf(part, start, StringComparison.Ordinal);
        return Value.From(offset < 0 ? -1L : CodePoints.Count(text.AsSpan(0, offset)));
    }

    public static Value LastIndexOf(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var (text, part) = (arguments[0].AsString!, arguments[1].AsString!);
        if (Work.Search(frame, text, part) is { } limit) return Value.From(limit);
        var last = arguments.Length == 3 ? CodePoints.OffsetOf(text, arguments[2].AsInt) : text.Length;
        if (last < 0) return OutOfRange(arguments[2], text);
        // The match may begin at the position and reach beyond it.
        var end = (int)Math.Min((long)last + part.Length, text.Length);
        var offset = text.AsSpan(0, end).LastIndexOf(part, StringComparison.Ordinal);
        return Value.From(offset < 0 ? -1L : CodePoints.Count(text.AsSpan(0, offset)));
    }

    public static Value LowerAscii(Frame frame, ReadOnlySpan<Value> arguments) =>
        Map(frame, arguments[0].AsString!, unit => char.IsAsciiLetterUpper(unit) ? (char)(unit | 0x20) : unit);

    public static Value UpperAscii(Frame frame, ReadOnlySpan<Value> arguments) =>
        Map(frame, arguments[0].AsString!, unit => char.IsAsciiLetterLower(unit) ? (char)(unit & ~0x20) : unit);

    public static Value Replace(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var (text, old, replacement) = (arguments[0].AsString!, arguments[1].AsString!, arguments[2].AsString!);
        var times = arguments.Length == 4 ? arguments[3].AsInt : -1;
        if (Work.Search(frame, text, old) is { } limit) return Value.From(limit);
        var result = new StringBuilder();
        var copied = 0;
        for (var offset = NextMatch(text, old, 0, isFirst: true); offset >= 0 && times != 0; times--)
        {
            if ((long)result.Length + offset - copied + replacement.Length > ValueLimits.MaxLength)
                return Value.From(ValueLimits.StringTooLong);
            if (Work.Text(frame, replacement.Length) is { } further) return Value.From(further);
            result.Append(text, copied, offset - copied).Append(replacement);
            copied = offset + old.Length;
            offset = NextMatch(text, old, copied, isFirst: false);
        }

        return (long)result.Length + text.Length - copied > ValueLimits.MaxLength
            ? Value.From(ValueLimits.StringTooLong)
            : Value.From(result.Append(text, copied, text.Length - copied).ToString());
    }

    public static Value Split(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var (text, separator) = (arguments[0].AsString!, arguments[1].AsString!);
        var most = arguments.Length == 3 ? arguments[2].AsInt : -1;
        if (Work.Search(frame, text, separator) is { } limit) return Value.From(limit);
        if (most == 0) return Value.From(CelList.Empty);
        var parts = new List<Value>();
        var start = 0;
        while (parts.Count + 1 != most)
        {
            var offset = NextSeparator(text, separator, start);
            if (offset < 0) break;
            if (frame.Draw(1) is { } further) return Value.From(further);
            parts.Add(Value.From(text[start..offset]));
            start = offset + separator.Length;
        }

        // Without a separator, every character is a part, and nothing is left behind the last one.
        if (separator.Length > 0 || start < text.Length) parts.Add(Value.From(text[start..]));
        return parts.Count > ValueLimits.MaxElements
            ? Value.From(ValueLimits.ListTooLong)
            : Value.From(new CelList([.. parts]));
    }

    public static Value Substring(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        if (Work.Text(frame, text.Length) is { } limit) return Value.From(limit);
        var start = CodePoints.OffsetOf(text, arguments[1].AsInt);
        var end = arguments.Length == 3 ? CodePoints.OffsetOf(text, arguments[2].AsInt) : text.Length;
        if (start < 0) return OutOfRange(arguments[1], text);
        if (end < 0) return OutOfRange(arguments[2], text);
        return start <= end
            ? Value.From(text[start..end])
            : Value.Fail(string.Create(
                CultureInfo.InvariantCulture, $"the start `{arguments[1].AsInt}` lies behind the end `{arguments[2].AsInt}`"));
    }

    public static Value Trim(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        return Work.Text(frame, text.Length) is { } limit ? Value.From(limit) : Value.From(text.Trim());
    }

    public static Value Reverse(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        if (Work.Text(frame, text.Length) is { } limit) return Value.From(limit);
        return Value.From(string.Create(text.Length, text, static (target, source) =>
        {
            for (var offset = 0; offset < source.Length;)
            {
                var length = CodePoints.LengthAt(source, offset);
                source.AsSpan(offset, length).CopyTo(target[^(offset + length)..]);
                offset += length;
            }
        }));
    }

    public static Value Join(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var list = arguments[0].AsList!;
        var separator = arguments.Length == 2 ? arguments[1].AsString! : "";
        if (Work.Elements(frame, list.Count) is { } limit) return Value.From(limit);
        long length = (long)separator.Length * Math.Max(list.Count - 1, 0);
        foreach (var item in list.Items)
        {
            if (item.AsString is not { } text)
                return Value.Fail($"`join` needs strings, got {RuntimeErrors.KindName(item.Kind)}");
            length += text.Length;
        }

        if (length > ValueLimits.MaxLength) return Value.From(ValueLimits.StringTooLong);
        if (Work.Text(frame, length) is { } further) return Value.From(further);
        var result = new StringBuilder((int)length);
        for (var i = 0; i < list.Count; i++) result.Append(i == 0 ? "" : separator).Append(list[i].AsString);
        return Value.From(result.ToString());
    }

    public static Value Quote(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        if (Work.Text(frame, text.Length) is { } limit) return Value.From(limit);
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var unit in text)
        {
            var escape = unit switch
            {
                '\a' => 'a',
                '\b' => 'b',
                '\f' => 'f',
                '\n' => 'n',
                '\r' => 'r',
                '\t' => 't',
                '\v' => 'v',
                '\\' or '"' => unit,
                _ => '\0',
            };
            if (escape != '\0') result.Append('\\').Append(escape);
            else result.Append(unit);
        }

        return result.Length >= ValueLimits.MaxLength
            ? Value.From(ValueLimits.StringTooLong)
            : Value.From(result.Append('"').ToString());
    }

    private static Value Map(Frame frame, string text, Func<char, char> map)
    {
        if (Work.Text(frame, text.Length) is { } limit) return Value.From(limit);
        return Value.From(string.Create(text.Length, (text, map), static (target, state) =>
        {
            for (var i = 0; i < target.Length; i++) target[i] = state.map(state.text[i]);
        }));
    }

    /// <summary>The next place to replace at; an empty text stands before each character and at the end.</summary>
    private static int NextMatch(string text, string old, int start, bool isFirst)
    {
        if (old.Length > 0) return text.IndexOf(old, start, StringComparison.Ordinal);
        if (isFirst) return 0;
        return start < text.Length ? start + CodePoints.LengthAt(text, start) : -1;
    }

    /// <summary>The next place to split at; an empty separator stands between characters.</summary>
    private static int NextSeparator(string text, string separator, int start)
    {
        if (separator.Length > 0) return text.IndexOf(separator, start, StringComparison.Ordinal);
        if (start >= text.Length) return -1;
        var next = start + CodePoints.LengthAt(text, start);
        return next < text.Length ? next : -1;
    }

    private static Value OutOfRange(in Value position, string text) => Value.Fail(string.Create(
        CultureInfo.InvariantCulture,
        $"the position `{position.AsInt}` is out of range, the string has {CodePoints.Count(text)} characters"));
}
