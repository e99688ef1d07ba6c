using System.Globalization;
using Pdp.Language.Types;

namespace Pdp.Language.Tests.PartialEvaluation;

/// <summary>
/// Random texts of expressions of a type over the names of <see cref="PartialWorld"/>: every kind of node, most of them
/// well typed. What does not check is left out by the tests, which see to it that most does.
/// </summary>
internal sealed class TypedTexts(Random random)
{
    private readonly Random _random = random;
    private readonly List<(string Name, CelType Type)> _locals = [];
    private int _names;

    public static string Condition(int depth, int seed) => new TypedTexts(new Random(seed)).Bool(depth);

    /// <summary>An expression of a random type.</summary>
    public static string Any(int depth, int seed)
    {
        var texts = new TypedTexts(new Random(seed));
        return texts._random.Next(3) > 0 ? texts.Bool(depth) : texts.Of(texts.AnyType(), depth);
    }

    private T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    private bool Rarely(int outOf = 8) => _random.Next(outOf) == 0;

    private CelType AnyType() => Pick(
        CelType.Bool, CelType.Int, CelType.Double, CelType.String, CelType.Timestamp, CelType.Duration, CelType.Dyn,
        CelType.ListOf(CelType.Int), CelType.ListOf(CelType.String), CelType.MapOf(CelType.String, CelType.String),
        CelType.OptionalOf(CelType.String));

    public string Of(CelType type, int depth)
    {
        if (depth > 0 && Rarely(12)) return Wrapped(type, depth - 1);
        return type.Kind switch
        {
            CelTypeKind.Bool => Bool(depth),
            CelTypeKind.Int => Int(depth),
            CelTypeKind.Double => Double(depth),
            CelTypeKind.String => String(depth),
            CelTypeKind.Timestamp => Time(depth),
            CelTypeKind.Duration => Duration(depth),
            CelTypeKind.List => List(type.Parameters[0], depth),
            CelTypeKind.Map => Map(depth),
            CelTypeKind.Opaque when type.IsOptional => Optional(type.Parameters[0], depth),
            _ => Dyn(depth),
        };
    }

    private string? Local(CelType type)
    {
        var fitting = _locals.Where(local => local.Type.Equals(type)).ToList();
        return fitting.Count == 0 || Rarely(3) ? null : fitting[_random.Next(fitting.Count)].Name;
    }

    private string With(string name, CelType type, Func<string> write)
    {
        _locals.Add((name, type));
        var text = write();
        _locals.RemoveAt(_locals.Count - 1);
        return text;
    }

    /// <summary>The name of a variable, now and then one that hides something.</summary>
    private string NewName() => Rarely(10)
        ? Pick("a", "subject", "optional", "v", "xs")
        : string.Create(CultureInfo.InvariantCulture, $"v{_names++ % 4}");

    /// <summary>Forms that any type may have.</summary>
    private string Wrapped(CelType type, int depth)
    {
        var name = NewName();
        var inner = AnyType();
        return _random.Next(6) switch
        {
            0 or 1 => $"({Bool(depth)} ? {Of(type, depth)} : {Of(type, depth)})",
            2 or 3 => $"cel.bind({name}, {Of(inner, depth)}, {With(name, inner, () => Of(type, depth))})",
            4 => $"{Optional(type, depth)}.orValue({Of(type, depth)})",
            _ => $"cel.block([{Of(inner, depth)}, {Of(type, depth)}], {(Rarely(2) ? "cel.index(1)" : Of(type, depth))})",
        };
    }

    public string Bool(int depth)
    {
        if (Local(CelType.Bool) is { } local && Rarely(3)) return local;
        if (depth <= 0)
        {
            return _random.Next(9) switch
            {
                0 => Pick("true", "false"),
                1 => "subject.active",
                2 => "resource.open",
                3 => Pick("has(subject.name)", "has(subject.address.city)", "has(resource.labels.x)", "has(m.k)", "has(resource.any.k)", "has(subject.level)"),
                4 => Pick("a", "resource.any", "variables.v", "subject.address.missing == 1"),
                5 => $"{Dyn(0)} == {Dyn(0)}",
                _ => $"{String(0)} == {String(0)}",
            };
        }

        var d = depth - 1;
        switch (_random.Next(26))
        {
            case 0 or 1 or 2: return $"({Bool(d)} && {Bool(d)})";
            case 3 or 4 or 5: return $"({Bool(d)} || {Bool(d)} || {Bool(d)})";
            case 6: return $"!{Bool(d)}".Replace("!!", "!", StringComparison.Ordinal);
            case 7 or 8:
                var type = AnyType();
                return $"({Of(type, d)} {Pick("==", "!=")} {Of(type, d)})";
            case 9: return $"({Int(d)} {Pick("<", "<=", ">", ">=", "==")} {(Rarely(3) ? Double(d) : Int(d))})";
            case 10: return $"({Double(d)} {Pick("<", ">=")} {Double(d)})";
            case 11: return $"({String(d)} {Pick("<", ">=", "==", "!=")} {String(d)})";
            case 12: return $"({Time(d)} {Pick("<", ">=", "==")} {Time(d)})";
            case 13: return $"({Duration(d)} {Pick("<", ">=", "==")} {Duration(d)})";
            case 14: return $"({String(d)} in {List(CelType.String, d)})";
            case 15: return $"({Dyn(d)} in {Pick("xs", "m", "a", "[1, 'x', 2.5]")})";
            case 16: return $"({String(d)} in {Map(d)})";
            case 17: return $"{String(d)}.{Pick("startsWith", "contains", "matches")}({(Rarely(2) ? String(d) : Pick("'x'", "'^c'", "'['"))})";
            case 18 or 19: return Quantified(d);
            case 20: return $"{Optional(CelType.String, d)}.hasValue()";
            case 21: return Pick("resource.net.containsIP(subject.ip)", "isIP(subject.name)", $"type({Dyn(d)}) == {Pick("int", "string", "list", $"type({Dyn(d)})")}");
            case 22: return $"({Dyn(d)} {Pick("<", ">", "==", "!=", "in")} {Dyn(d)})";
            case 23: return $"bool({Pick("'true'", "'x'", String(d))})";
            case 24: return Wrapped(CelType.Bool, d);
            default: return Dyn(d);
        }
    }

    private string Quantified(int d)
    {
        var element = Pick(CelType.Int, CelType.String, CelType.Dyn);
        var range = element.Kind == CelTypeKind.Dyn ? Pick("xs", "m", "a", "[1, 'x']", "{'k': 1, 2: 'y'}") : List(element, d);
        var name = NewName();
        var quantifier = Pick("exists", "all", "exists_one");
        if (Rarely(4))
        {
            var second = name + "w";
            return $"{range}.{quantifier}({name}, {second}, {With(name, CelType.Int, () => With(second, element, () => Bool(d)))})";
        }

        return Rarely(3)
            ? $"{range}.{quantifier}({name}, {name} {Pick("==", "!=")} {Of(element, d)})"
            : $"{range}.{quantifier}({name}, {With(name, element, () => Bool(d))})";
    }

    private string Int(int depth)
    {
        if (Local(CelType.Int) is { } local) return local;
        if (depth <= 0)
            return Pick("0", "1", "2", "-1", "9223372036854775807", "subject.level", "resource.size", "subject.address.zip", "subject.level", "resource.size");
        var d = depth - 1;
        return _random.Next(9) switch
        {
            0 or 1 => $"({Int(d)} {Pick("+", "-", "*", "/", "%")} {Int(d)})",
            2 => $"-({Int(d)})",
            3 => $"size({Pick(String(d), List(CelType.Int, d), Map(d))})",
            4 => $"int({Pick(String(d), Double(d), Time(d), $"dyn({Int(d)})")})",
            5 => $"{List(CelType.Int, d)}[{Int(d)}]",
            6 => $"{Time(d)}.{Pick("getHours()", "getFullYear()", "getHours('Europe/Berlin')")}",
            7 => $"{Optional(CelType.Int, d)}.orValue({Int(d)})",
            _ => $"math.greatest({Int(d)}, {Int(d)}, {Int(d)})",
        };
    }

    private string Double(int depth)
    {
        if (depth <= 0) return Pick("0.0", "1.5", "-2.0", "1e300", "subject.ratio", "double('NaN')", "(1.0 / 0.0)");
        var d = depth - 1;
        return _random.Next(4) switch
        {
            0 => $"({Double(d)} {Pick("+", "-", "*", "/")} {(Rarely(3) ? "2" : Double(d))})",
            1 => $"double({Pick(Int(d), "'1.5'", String(d))})",
            2 => $"-({Double(d)})",
            _ => "subject.ratio",
        };
    }

    private string String(int depth)
    {
        if (Local(CelType.String) is { } local) return local;
        if (depth <= 0)
            return Pick("'x'", "'clerk'", "''", "'it\\'s'", "subject.name", "subject.role", "resource.owner", "subject.address.city", "resource.labels.x", "resource.labels['k']");
        var d = depth - 1;
        return _random.Next(10) switch
        {
            0 or 1 => $"({String(d)} + {String(d)})",
            2 => $"string({Of(Pick(CelType.Int, CelType.Double, CelType.Bool, CelType.Timestamp, CelType.Duration), d)})",
            3 => $"{List(CelType.String, d)}[{Int(d)}]",
            4 => $"{Optional(CelType.String, d)}.{Pick("value()", $"orValue({String(d)})")}",
            5 => $"{Map(d)}[{String(d)}]",
            6 => $"{String(d)}.substring({Int(d)})",
            7 => $"{Pick("'%s %s'", "('%s ' + '%s')", "('%d ' + '%s')", "('%q ' + '%s')", "('%s%s%s' + subject.role)")}.format([{Dyn(d)}, {String(d)}])",
            8 => $"string({Pick("subject.ip", "resource.net")})",
            _ => $"{Map(d)}.x",
        };
    }

    private string Time(int depth)
    {
        if (depth <= 0) return Pick("subject.since", "now", "timestamp('2024-01-31T08:30:00.5Z')", "timestamp(0)");
        var d = depth - 1;
        return Pick($"({Time(d)} {Pick("+", "-")} {Duration(d)})", "subject.since", $"timestamp({Pick(Int(d), String(d))})");
    }

    private string Duration(int depth)
    {
        if (depth <= 0) return Pick("resource.age", "duration('1h')", "days(2)", "duration('1.000000001s')");
        var d = depth - 1;
        return Pick($"({Duration(d)} {Pick("+", "-")} {Duration(d)})", $"({Time(d)} - {Time(d)})", $"days({Int(d)})", $"duration({String(d)})");
    }

    private string List(CelType element, int depth)
    {
        var isString = element.Kind == CelTypeKind.String;
        if (depth <= 0 || (!isString && element.Kind != CelTypeKind.Int))
        {
            if (isString) return Pick("subject.roles", "resource.roles", "['x', 'clerk']", "subject.address.lines", "['']");
            return element.Kind == CelTypeKind.Int ? Pick("subject.scores", "[1, 2, 3]", "[0]", "subject.scores") : Pick("xs", "[1, 'x', null]", "[dyn(1)]");
        }

        var d = depth - 1;
        var name = NewName();
        var second = name + "w";
        return _random.Next(9) switch
        {
            0 or 1 => $"[{Of(element, d)}, {Of(element, d)}]",
            2 => $"[?{Optional(element, d)}, {Of(element, d)}]",
            3 => $"({List(element, d)} + {List(element, d)})",
            4 => $"{List(element, d)}.filter({name}, {With(name, element, () => Bool(d))})",
            5 => $"{List(CelType.Int, d)}.map({name}, {(Rarely(2) ? "" : With(name, CelType.Int, () => Bool(d)) + ", ")}{With(name, CelType.Int, () => Of(element, d))})",
            6 => $"{List(CelType.String, d)}.transformList({name}, {second}, {With(name, CelType.Int, () => With(second, CelType.String, () => Of(element, d)))})",
            7 => $"{List(element, d)}.sortBy({name}, {With(name, element, () => Int(d))})",
            _ => $"{List(element, d)}.{Pick("reverse()", "distinct()", "slice(0, 1)")}",
        };
    }

    private string Map(int depth)
    {
        if (depth <= 0) return Pick("resource.labels", "{'x': 'y', 'k': ''}", "resource.labels");
        var d = depth - 1;
        var name = NewName();
        var second = name + "w";
        return _random.Next(6) switch
        {
            0 => $"{{'x': {String(d)}, {String(d)}: 'z'}}",
            1 => $"{{?'x': {Optional(CelType.String, d)}, 'k': {String(d)}}}",
            2 => $"{Map(d)}.transformMap({name}, {second}, {With(name, CelType.String, () => With(second, CelType.String, () => Bool(d) + ", " + String(d)))})",
            3 => $"{List(CelType.String, d)}.transformMapEntry({name}, {second}, {{{With(name, CelType.Int, () => With(second, CelType.String, () => String(d) + ": " + String(d)))}}})",
            _ => Pick("resource.labels", "{'x': 'y'}"),
        };
    }

    private string Optional(CelType inner, int depth)
    {
        var d = depth - 1;
        var name = NewName();
        if (depth > 0 && Rarely(3))
        {
            return Pick(
                $"optional.of({Of(inner, d)})", $"optional.ofNonZeroValue({Of(inner, d)})", $"{List(inner, d)}[?{Int(d)}]",
                $"{List(inner, d)}.{Pick("first()", "last()")}",
                $"{Optional(CelType.String, d)}.optMap({name}, {With(name, CelType.String, () => Of(inner, d))})",
                $"{Optional(CelType.String, d)}.optFlatMap({name}, {With(name, CelType.String, () => Optional(inner, d))})",
                $"{Optional(inner, d)}.or({Optional(inner, d)})");
        }

        return inner.Kind switch
        {
            CelTypeKind.String => Pick("subject.?name", "resource.?owner", "subject.address.?city", "subject.?address.city", "resource.labels[?'x']", "resource.labels.?k", "optional.none()"),
            CelTypeKind.Int => Pick("subject.?level", "subject.address.?zip", "subject.scores[?0]", "optional.none()"),
            _ => Pick("o", "resource.?any", "m.?k", "xs[?1]", "optional.none()"),
        };
    }

    private string Dyn(int depth)
    {
        if (Local(CelType.Dyn) is { } local) return local;
        if (depth <= 0 || Rarely(3)) return Pick("a", "b", "resource.any", "dyn(1)", "m.k", "xs[0]", "subject.nick", "m['k']", "resource.any.k");
        var d = depth - 1;
        return _random.Next(6) switch
        {
            0 => $"({Dyn(d)} {Pick("+", "-", "*", "/")} {Pick("1", "2.5", "(1 + 1)", Dyn(d))})",
            1 => $"dyn({Of(AnyType(), d)})",
            2 => $"{Dyn(d)}.k",
            3 => $"{Dyn(d)}[{Dyn(d)}]",
            4 => $"[{Dyn(d)}, {Int(d)}]",
            _ => Wrapped(CelType.Dyn, d),
        };
    }
}
