using System.Globalization;

namespace Pdp.Conformance.Tests.SecondOpinions;

internal sealed partial class ExpressionGenerator
{
    private static readonly Kind[] Ordered =
        [Kind.Int, Kind.Int, Kind.Uint, Kind.Double, Kind.Double, Kind.String, Kind.String, Kind.Bytes, Kind.Bool, Kind.Timestamp, Kind.Duration];

    private static readonly Kind[] Numeric = [Kind.Int, Kind.Uint, Kind.Double];

    private static readonly string[] Patterns =
    [
        "", "a", "^a", "a$", "^$", "b+", "[a-c]+", "(an)+", "^.$", "^..$", "\\\\d+", "\\\\w+", "\\\\bb", "[^a]", "(?i)ABC", "a|b", "x{2,3}", "(",
        "[[:alpha:]]", "\\\\p{Greek}", "\\\\pL", "é", "^\\\\s", "(?s).", "a{1001}", "\\\\x61", "\\\\Qa.b\\\\E", "(a)\\\\1", "(?=a)", "[a-", "\\\\C",
    ];

    private static readonly string[] Zones =
    [
        "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "US/Central", "+05:30", "-02:30", "00:00", "02:00", "+14:00", "-12:00",
        "Australia/Lord_Howe", "Asia/Kathmandu", "Mars/Phobos", "5:30", "", "+0530", "Z", "+99:99",
    ];

    private static readonly string[] Instants =
    [
        "2009-02-13T23:31:30Z", "1970-01-01T00:00:00Z", "2024-02-29T23:59:59.999999999Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
        "2026-11-01T01:30:00-05:00", "2000-01-01T00:00:00.5+01:00", "2023-02-29T00:00:00Z", "2024-01-01", "2024-01-01T24:00:00Z",
        "2016-12-31T23:59:60Z", "2024-01-01t00:00:00z", "2024-01-01 00:00:00Z", "0000-12-31T23:59:59Z", "10000-01-01T00:00:00Z",
        "2024-01-01T00:00:00", "2024-01-01T00:00:00.1234567891Z", "2024-13-01T00:00:00Z", "1900-03-01T12:00:00.000001Z", "x", "",
        "2024-01-01T00:00:00.Z", "2024-01-01T00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00",
    ];

    private static readonly string[] Spans =
    [
        "0", "0s", "1s", "-1s", "1h30m", "-1.5h", "1.5s", "100ms", "10us", "10µs", "1ns", "1.0000000001s", "+5m", "1h1h", ".5s", "1.s", "s", "",
        "1", "1d", "2562047h47m16.854775807s", "2562047h47m16.854775808s", "-2562047h47m16.854775808s", "1 s", "1S", "--1s", "00001s", "1e3s",
        "9223372036854775807ns", "9223372036854775808ns", "1h-1m",
    ];

    private static readonly string[] NumberTexts =
    [
        "0", "1", "-1", "42", "007", "+5", "-0", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615",
        "18446744073709551616", "1.0", "0x10", "1e3", "-1.5", ".5", "5.", "NaN", "Infinity", "-Infinity", "inf", "nan", "1_000", " 1", "1 ", "",
        "abc", "1u", "-0.0", "1e400", "4.9e-324", "0x1p4", "+Infinity", "--1", "0b1", "0o7", "\u0661", "1\n", "1e", "i",
    ];

    private string Quoted(string text) => _literals.Of(Language.Values.Value.From(text));

    private string Bool(int depth)
    {
        switch (_random.Next(24))
        {
            case > 21: return OnNested(depth);
            case < 4: return Chain("&&", depth);
            case < 7: return Chain("||", depth);
            case 7: return $"!{Text(Kind.Bool, depth)}";
            case < 11: return Equality(depth);
            case < 14: return Order(depth);
            case 14:
                var item = _corners.Any();
                return $"({Text(_corners.Chance(85) ? item : _corners.Any(), depth)} in {Text(Shape.ListOf(item), depth)})";
            case 15:
                var key = KeyKind();
                return $"({Text(_corners.Chance(80) ? key : _corners.Any(), depth)} in {Text(Shape.MapOf(key, _corners.Any()), depth)})";
            case 16: return $"has({Text(Shape.MapOf(Kind.String, _corners.Any()), depth)}.{_corners.Pick(Corners.Fields)})";
            case < 19: return Macro(_corners.Pick(["all", "exists", "exists_one", "existsOne", "all", "exists"]), Range(), depth, Kind.Bool);
            case 19: return $"{Text(Kind.String, depth)}.{_corners.Pick(["contains", "startsWith", "endsWith"])}({Text(Kind.String, depth)})";
            case 20: return $"{Text(Kind.String, depth)}.matches('{_corners.Pick(Patterns)}')";
            default:
                return $"bool({(_corners.Chance(50) ? Text(Kind.Bool, depth) : Quoted(_corners.Pick(["1", "t", "true", "TRUE", "True", "0", "f", "false", "FALSE", "False", "TrUe", "", "yes", " true"])))})";
        }
    }

    private string Chain(string @operator, int depth)
    {
        var operands = Enumerable.Range(0, _random.Next(2, 4)).Select(_ => Text(_corners.Chance(96) ? Kind.Bool : _corners.Any(), depth));
        return $"({string.Join($" {@operator} ", operands)})";
    }

    private string Equality(int depth)
    {
        var @operator = _corners.Pick(["==", "!="]);
        if (_corners.Chance(30)) return $"({Text(_corners.Pick(Numeric), depth)} {@operator} {Text(_corners.Pick(Numeric), depth)})";
        var shape = AnyShape();
        return $"({Text(shape, depth)} {@operator} {Text(_corners.Chance(85) ? shape : AnyShape(), depth)})";
    }

    private string Order(int depth)
    {
        var @operator = _corners.Pick(["<", "<=", ">", ">="]);
        if (_corners.Chance(30)) return $"({Text(_corners.Pick(Numeric), depth)} {@operator} {Text(_corners.Pick(Numeric), depth)})";
        var kind = _corners.Pick(Ordered);
        return $"({Text(kind, depth)} {@operator} {Text(_corners.Chance(92) ? kind : _corners.Any(), depth)})";
    }

    private string Arithmetic(Kind kind, string operators, int depth) =>
        $"({Text(kind, depth)} {operators[_random.Next(operators.Length)]} {Text(_corners.Chance(96) ? kind : _corners.Pick(Numeric), depth)})";

    private string Int(int depth)
    {
        switch (_random.Next(14))
        {
            case < 5: return Arithmetic(Kind.Int, "+-*/%", depth);
            case 5: return $"-{Text(Kind.Int, depth)}";
            case 6: return Size(depth);
            case 7: return $"int({Text(_corners.Pick([Kind.Double, Kind.Uint, Kind.Timestamp, Kind.Int]), depth)})";
            case 8: return $"int({Quoted(_corners.Pick(NumberTexts))})";
            case < 11: return Part(depth);
            case 11: return $"{Text(Kind.Duration, depth)}.{_corners.Pick(["getHours", "getMinutes", "getSeconds", "getMilliseconds"])}()";
            default: return $"{Text(Kind.String, depth)}.{_corners.Pick(["indexOf", "lastIndexOf"])}({Text(Kind.String, depth)}{Optionally(depth)})";
        }
    }

    private string Size(int depth)
    {
        var text = Text(_random.Next(4) switch
        {
            0 => Kind.String,
            1 => Kind.Bytes,
            2 => Shape.ListOf(_corners.Any()),
            _ => Shape.MapOf(KeyKind(), _corners.Any()),
        }, depth);
        return _corners.Chance(50) ? $"size({text})" : $"{text}.size()";
    }

    private string Part(int depth)
    {
        var name = _corners.Pick(
        [
            "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours", "getMinutes", "getSeconds",
            "getMilliseconds",
        ]);
        return $"{Text(Kind.Timestamp, depth)}.{name}({(_corners.Chance(40) ? "" : Quoted(_corners.Pick(Zones)))})";
    }

    private string Uint(int depth) => _random.Next(8) switch
    {
        < 5 => Arithmetic(Kind.Uint, "+-*/%", depth),
        5 => $"uint({Quoted(_corners.Pick(NumberTexts))})",
        _ => $"uint({Text(_corners.Pick([Kind.Double, Kind.Int, Kind.Uint]), depth)})",
    };

    private string Double(int depth) => _random.Next(8) switch
    {
        < 5 => Arithmetic(Kind.Double, "+-*/", depth),
        5 => $"-{Text(Kind.Double, depth)}",
        6 => $"double({Quoted(_corners.Pick(NumberTexts))})",
        _ => $"double({Text(_corners.Pick([Kind.Double, Kind.Int, Kind.Uint]), depth)})",
    };

    private string Instant(int depth) => _random.Next(6) switch
    {
        0 => $"timestamp({Quoted(_corners.Pick(Instants))})",
        1 => $"({Text(Kind.Duration, depth)} + {Text(Kind.Timestamp, depth)})",
        2 => $"timestamp({Text(_corners.Chance(50) ? Kind.Int : Kind.Timestamp, depth)})",
        _ => $"({Text(Kind.Timestamp, depth)} {_corners.Pick(["+", "-"])} {Text(Kind.Duration, depth)})",
    };

    private string Span(int depth) => _random.Next(6) switch
    {
        0 => $"duration({Quoted(_corners.Pick(Spans))})",
        1 => $"({Text(Kind.Timestamp, depth)} - {Text(Kind.Timestamp, depth)})",
        2 => $"duration({Text(_corners.Chance(85) ? Kind.Duration : Kind.Int, depth)})",
        _ => Arithmetic(Kind.Duration, "+-", depth),
    };

    private string String(int depth)
    {
        var text = Text(Kind.String, depth);
        return _random.Next(16) switch
        {
            < 3 => $"({text} + {Text(Kind.String, depth)})",
            < 6 => $"string({Text(_corners.Any(), depth)})",
            6 => $"{text}.charAt({Small(depth)})",
            7 => $"{text}.substring({Small(depth)}{Optionally(depth)})",
            8 => $"{text}.{_corners.Pick(["lowerAscii", "upperAscii", "trim"])}()",

            // A large limit would keep the other side busy for ages when it replaces nothing by nothing.
            9 or 10 => $"{text}.replace({Text(Kind.String, depth)}, {Text(Kind.String, depth)}{Optionally(0)})",
            11 => $"{Text(Shape.ListOf(Kind.String), depth)}.join({(_corners.Chance(40) ? "" : text)})",
            12 => $"strings.quote({text})",
            13 => $"{text}.trim()",
            _ => Formatted(depth),
        };
    }

    private string Formatted(int depth)
    {
        var clauses = new List<string>();
        var arguments = new List<string>();
        for (var i = _random.Next(0, 3); i >= 0; i--)
        {
            var (clause, kinds) = _random.Next(9) switch
            {
                0 => ("%d", [Kind.Int, Kind.Uint]),
                1 => (_corners.Pick(["%f", "%.0f", "%.1f", "%.3f", "%.10f"]), new[] { Kind.Double }),
                2 => (_corners.Pick(["%e", "%.0e", "%.2e"]), [Kind.Double]),
                3 => ("%b", [Kind.Int, Kind.Uint, Kind.Bool]),
                4 => (_corners.Pick(["%x", "%X"]), [Kind.Int, Kind.Uint, Kind.String, Kind.Bytes]),
                5 => ("%o", [Kind.Int, Kind.Uint]),
                6 => (_corners.Pick(["%%", "%q", "%5d", "%"]), []),
                _ => ("%s", [_corners.Any(), Kind.Type]),
            };
            clauses.Add(clause);
            if (kinds.Length > 0) arguments.Add(Text(_corners.Chance(90) ? _corners.Pick(kinds) : _corners.Any(), depth));
        }

        if (_corners.Chance(4)) arguments.Add("1");
        var shape = _random.Next(10) == 0 ? Shape.ListOf(_corners.Any()) : default(Shape?);
        if (shape is { } list) (clauses, arguments) = (["%s"], [Text(list, depth)]);
        return string.Create(CultureInfo.InvariantCulture, $"'{string.Join(_corners.Pick([" ", "", "é"]), clauses)}'.format([{string.Join(", ", arguments)}])");
    }
}
