using System.Globalization;
using System.Text;
using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Functions.Extensions;

/// <summary><c>format</c>: <c>%s %d %f %e %b %o %x %X %%</c> with a precision as in <c>%.3f</c>.</summary>
internal sealed class StringFormat
{
    private const int MaxDepth = 100;

    private readonly StringBuilder _text = new();
    private readonly Frame _frame;

    private StringFormat(Frame frame) => _frame = frame;

    public static Value Format(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var formatter = new StringFormat(frame);
        return formatter.Run(arguments[0].AsString!, arguments[1].AsList!) is { } error
            ? Value.From(error)
            : Value.From(formatter._text.ToString());
    }

    private EvalError? Run(string format, CelList arguments)
    {
        if (Work.Text(_frame, format.Length) is { } limit) return limit;
        var next = 0;
        var position = 0;
        while (FormatClause.TryFind(format, position, out var clause))
        {
            _text.Append(format, position, clause.Start - position);
            position = clause.End;
            if (clause.Mistake is { } mistake) return Fail($"{mistake}, known are {FormatClause.Known}");
            if (!clause.TakesArgument)
            {
                _text.Append('%');
                continue;
            }

            if (next >= arguments.Count)
            {
                return Fail(string.Create(
                    CultureInfo.InvariantCulture, $"the format asks for more than its {arguments.Count} arguments"));
            }

            if (Write(clause, arguments[next++]) is { } error) return error;
            if (_text.Length > ValueLimits.MaxLength) return ValueLimits.StringTooLong;
        }

        _text.Append(format, position, format.Length - position);
        return _text.Length > ValueLimits.MaxLength ? ValueLimits.StringTooLong : null;
    }

    private EvalError? Write(in FormatClause clause, in Value value)
    {
        if (!FormatClause.Takes(clause.Letter, value.Kind)) return Unfit(clause.Letter, value);
        switch (clause.Letter)
        {
            case 's' or 'd':
                return WriteText(value, 0);
            case 'f' or 'e':
                if (Work.Text(_frame, clause.Precision * 16L) is { } limit) return limit;
                var number = value.IsInt ? value.AsInt : value.IsUint ? value.AsUint : value.AsDouble;
                _text.Append(clause.Letter == 'f'
                    ? NumberText.Fixed(number, clause.Precision)
                    : NumberText.Scientific(number, clause.Precision));
                return null;
            case 'b' when value.IsBool:
                _text.Append(value.AsBool ? '1' : '0');
                return null;
            case 'x' or 'X' when value.AsString is { } text:
                return WriteHex(clause.Letter, Encoding.UTF8.GetBytes(text));
            case 'x' or 'X' when value.AsBytes is { } bytes:
                return WriteHex(clause.Letter, bytes.Span);
            default:
                WriteInBase(clause.Letter, value);
                return null;
        }
    }

    private void WriteInBase(char clause, in Value value)
    {
        var shift = clause switch
        {
            'b' => 1,
            'o' => 3,
            _ => 4,
        };
        var isNegative = value.IsInt && value.AsInt < 0;
        var magnitude = isNegative ? unchecked((ulong)-value.AsInt) : value.IsInt ? (ulong)value.AsInt : value.AsUint;
        var digits = new Stack<char>();
        do
        {
            digits.Push((clause == 'X' ? "0123456789ABCDEF" : "0123456789abcdef")[(int)(magnitude & (1UL << shift) - 1)]);
            magnitude >>= shift;
        }
        while (magnitude != 0);
        if (isNegative) _text.Append('-');
        foreach (var digit in digits) _text.Append(digit);
    }

    private EvalError? WriteHex(char clause, ReadOnlySpan<byte> octets)
    {
        if (octets.Length > ValueLimits.MaxLength / 2) return ValueLimits.StringTooLong;
        if (Work.Text(_frame, octets.Length) is { } limit) return limit;
        _text.Append(clause == 'X' ? Convert.ToHexString(octets) : Convert.ToHexStringLower(octets));
        return null;
    }

    private EvalError? WriteText(in Value value, int depth)
    {
        if (depth > MaxDepth) return ValueLimits.TooDeep;
        if (_text.Length > ValueLimits.MaxLength) return ValueLimits.StringTooLong;
        if (_frame.Draw(1) is { } limit) return limit;
        switch (value.Kind)
        {
            case ValueKind.Null:
                _text.Append("null");
                return null;
            case ValueKind.Double:
                _text.Append(NumberText.Plain(value.AsDouble));
                return null;
            case ValueKind.List:
                return WriteList(value.AsList!, depth);
            case ValueKind.Map:
                return WriteMap(value.AsMap!, depth);
            case ValueKind.Optional:
                return Unfit('s', value);
            default:
                var text = CelText.ToStringValue(value);
                if (text.AsError is { } error) return error;
                if (Work.Text(_frame, text.AsString!.Length) is { } further) return further;
                _text.Append(text.AsString);
                return null;
        }
    }

    private EvalError? WriteList(CelList list, int depth)
    {
        _text.Append('[');
        for (var i = 0; i < list.Count; i++)
        {
            if (i > 0) _text.Append(", ");
            if (WriteText(list[i], depth + 1) is { } error) return error;
        }

        _text.Append(']');
        return null;
    }

    private EvalError? WriteMap(CelMap map, int depth)
    {
        if (Work.Sort(_frame, map.Count) is { } limit) return limit;
        var entries = new (string Key, Value Value)[map.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var (key, value) = map.EntryAt(i);
            entries[i] = (CelText.ToStringValue(key).AsString!, value);
            if (Work.Text(_frame, entries[i].Key.Length) is { } further) return further;
        }

        Array.Sort(entries, (left, right) => CodePoints.Compare(left.Key, right.Key));
        _text.Append('{');
        for (var i = 0; i < entries.Length; i++)
        {
            _text.Append(i > 0 ? ", " : "").Append(entries[i].Key).Append(": ");
            if (WriteText(entries[i].Value, depth + 1) is { } error) return error;
        }

        _text.Append('}');
        return null;
    }

    private static EvalError Unfit(char clause, in Value value) =>
        Fail($"`%{clause}` needs {FormatClause.Wanted(clause)}, got {RuntimeErrors.KindName(value.Kind)}");

    private static EvalError Fail(string message) => new(EvalErrorCode.ProcessingError, message);
}
