using CsCheck;
using Pdp.Language.Values;

namespace Pdp.Language.Tests.Guards;

/// <summary>
/// Random conditions in the shapes that guards understand, and close to them, and requests that fit the schema or do not.
/// What does not check is left out by the tests.
/// </summary>
internal static class ConditionGen
{
    private static readonly Gen<string> Number = Pick(
        "0", "1", "3", "-1", "5", "5u", "2.5", "-0.0", "9007199254740992", "9007199254740993", "9007199254740992.0",
        "9223372036854775807", "18446744073709551615u", "0.0 / 0.0", "1.0 / 0.0", "variables.level", "definitions.levels.high", "2 + 1");

    private static readonly Gen<string> Text = Pick(
        "'a'", "'b'", "'admin'", "''", "'ad'", "'\\u00e9'", "'e\\u0301'", "'\\ue000'", "'\\uffff'", "'\\U0001F600'", "'\\ud7ff'");

    private static readonly Gen<string> Other = Pick(
        "true", "false", "null", "timestamp('2024-01-01T00:00:00Z')", "timestamp('0001-01-01T00:00:00Z')", "duration('1h')",
        "[1]", "['a']", "b'a'", "{'a': 1}", "dyn([])");

    private static readonly Gen<string> Constant = Gen.Frequency((4, Number), (4, Text), (2, Other));

    private static readonly Gen<string> Constants = Gen.Frequency(
        (4, Constant.Array[0, 4].Select(items => $"[{string.Join(", ", items.Select(item => $"dyn({item})"))}]")),
        (2, Pick("['a', 'b']", "['a', 'admin']", "[1, 2, 3]", "variables.admins", "definitions.types", "[]", "{'a': 1, 'b': 2}", "{1: 2}")));

    private static readonly Gen<string> Path = Pick(
        "subject.role", "subject.level", "subject.score", "subject.limit", "subject.flag", "subject.roles", "subject.numbers",
        "subject.any", "subject.any", "subject.any.k", "subject.any.k.l", "subject.tags", "subject.tags.k", "subject.tags['k']",
        "subject.address.city", "subject.address.geo.zip", "subject.address.geo.ok", "subject.since", "subject.span",
        "resource.type", "resource.x", "resource.x", "resource.x.k", "variables.role", "variables.city", "variables.vague",
        "variables.flagged");

    private static readonly Gen<string> OptionalPath = Pick(
        "subject.?role", "subject.?any", "subject.?any.k", "subject.?any.?k.?l", "subject.any.?k", "subject.any.k.?l",
        "subject.any[?'k']", "subject.address.?city", "subject.?address.?city", "subject.?address.geo.?zip", "resource.?x",
        "resource.x.?k", "resource.?type", "subject.?roles", "subject.?flag", "variables.optional");

    private static readonly Gen<string> Lookup = Gen.Select(
        Pick(
            "definitions.levels", "{'a': 1, 'b': 5, 'admin': 3}", "{'a': dyn(1), 'b': dyn('x'), 'ad': dyn([1]), '': dyn(0.0 / 0.0)}", "{1: 'a', 3: 'b', 5: 'admin'}",
            "{true: 1, false: 5}", "{'a': true, 'b': false}", "{'a': ['a', 'b'], 'b': []}", "{1: 1, 3u: 3, 'a': 5}", "[1, 3, 5, 5]", "{}"),
        Pick("subject.role", "subject.any", "subject.any", "subject.level", "subject.flag", "resource.x", "resource.type", "subject.any.k", "variables.role"),
        (map, path) => $"dyn({map})[{path}]");

    // with types, so that what is found can be counted; maps in maps, and keys that are made of attributes themselves
    private static readonly Gen<string> TypedLookup = Gen.OneOf(
        Gen.Select(
            Pick("{'a': ['a', 'b'], 'b': [], 'admin': ['admin']}", "{'a': {'a': 'b'}, 'b': {'k': 'a'}, 'ad': {'b': ''}}['a']", "definitions.levels", "{'a': {'l': 1}, 'b': {}}"),
            Pick("subject.role", "variables.role", "subject.address.city", "resource.type", "{'a': 'b', 'b': 'a', 'ad': 'admin'}[subject.role]"),
            (map, path) => $"{map}[{path}]"),
        Gen.Select(Pick("{0: 'a', 1: 'b', 3: ''}", "{0: 0, 1: 3, 2: 5}", "{0: ['a'], 1: []}"), Pick("size(subject.roles)", "subject.tags.size()", "subject.level", "size(subject.numbers)"), (map, path) => $"{map}[{path}]"));

    private static readonly Gen<string> Made = Gen.Frequency((3, Lookup), (3, TypedLookup), (2, Gen.OneOf(TypedLookup, Pick("subject.roles", "subject.tags")).Select(all => $"size({all})")));

    private static readonly Gen<string> Alike = Gen.Select(
        Pick("subject.role", "subject.any", "subject.any.k", "resource.x", "subject.score", "subject.since", "subject.span", "subject.limit", "subject.flag", "variables.vague", "subject.roles", "subject.tags['k']", "{'a': 'b'}[subject.role]"),
        Pick("==", "!=", "<", "<=", ">", ">="), (path, op) => $"dyn({path}) {op} {path}");

    private static readonly Gen<string> Pair = Gen.Select(
        Pick("subject.role", "subject.any", "subject.any", "resource.x", "resource.x", "subject.level", "subject.any.k", "resource.type", "subject.roles"),
        Pick("subject.any", "resource.x", "resource.x", "subject.level", "subject.score", "subject.since", "variables.role", "subject.address.city", "dyn(subject.flag)"),
        Pick("==", "==", "!=", "<", "<=", ">", ">="),
        (left, right, op) => $"dyn({left}) {op} {right}");

    private static readonly Gen<string> Size = Gen.Select(
        Pick("subject.roles", "subject.numbers", "subject.tags"), Pick("size($)", "$.size()"), (path, call) => call.Replace("$", path, StringComparison.Ordinal));

    private static readonly Gen<string> PairTest = Gen.Select(
        Gen.OneOf(Pair, Alike), Pick("$", "$", "!($)", "!(!($))", "($) == true", "false == ($)", "dyn($)", "cel.bind(c, $, c)", "cel.bind(subject, subject.any, $)", "($) && ($)"),
        (pair, shape) => shape.Replace("$", pair, StringComparison.Ordinal));

    private static readonly Gen<string> Comparison = Pick("==", "==", "!=", "<", "<=", ">", ">=");

    private static readonly Gen<string> Presence = Pick(
        "has(subject.role)", "has(subject.any)", "has(subject.any.k)", "has(subject.any.k.l)", "has(subject.?any.k)",
        "has(subject.address.city)", "has(subject.?address.geo.zip)", "has(resource.x)", "has(resource.x.k)", "has(resource.type)",
        "has(subject.tags.k)", "has(variables.vague.k)", "has(variables.role)");

    private static readonly Gen<string> Patterns = Pick("'^a'", "'^ad$'", "'a'", "'^a|b'", "'^a?d'", "'(?m)^a'", "'(?i)^A'", "'^\\\\x{1F600}'", "'^$'", "'('");

    /// <summary>A condition, or something used as one.</summary>
    public static Gen<string> Condition { get; } = OfDepth(3, null);

    /// <summary>A conjunction of equalities and memberships, of which the guard leaves nothing out.</summary>
    public static Gen<string> Conjunction { get; } = Gen.OneOf(
            Gen.Select(Pick("subject.role", "subject.any", "resource.x", "resource.type"), Gen.OneOf(Text, Number.Where(text => !text.Contains("0.0 /"))),
                (path, constant) => $"{path} == dyn({constant})"),
            Gen.Select(Pick("subject.role", "subject.any", "resource.x"), Text.Array[1, 3], (path, items) => $"{path} in [{string.Join(", ", items)}]"))
        .Array[1, 4].Select(parts => string.Join(" && ", parts));

    /// <summary>A conjunction of tests of a few attributes, some of which contradict each other or fit different types.</summary>
    public static Gen<string> Tests { get; } = Gen.Frequency((1, PairTest), (3, Gen.Select(
            Pick("subject.any", "subject.any", "resource.x", "subject.role", "subject.level", "resource.type", "subject.any.k", "variables.role", "variables.vague"),
            Gen.OneOf(
                Gen.Select(Comparison, Pick("1", "3", "3.0", "5u", "2.5", "'a'", "'ad'", "true", "null"), (op, constant) => $"$ {op} {constant}"),
                Pick("cel.bind(b, $, b == subject.any)", "cel.bind(b, subject.any, $ == b)", "3 == $", "2 < $", "$ in [1, 3, 5]", "$ in ['a', 'ad', 'admin']", "$ in [3, 'a', true]", "$.startsWith('a')", "$.startsWith('ad')", "$.startsWith('')", "$", "['a', 'b'].all(v, $ == 'a')", "$ in variables.admins")),
            (path, test) => test.Replace("$", path, StringComparison.Ordinal))))
        .Array[1, 3].Select(parts => string.Join(" && ", parts));

    /// <summary>A value in a slot: missing and invalid among them.</summary>
    public static Gen<Value> Slot { get; } = Gen.Frequency(
        (2, Gen.Const(default(Value))),
        (1, Gen.Const(Value.Fail("it does not fit its schema"))),
        (9, AnyValue(3)));

    /// <summary>A value.</summary>
    public static Gen<Value> AnyValue(int depth)
    {
        var kinds = new List<(int, Gen<Value>)>
        {
            (4, PickValue(
                Value.From(0L), Value.From(1L), Value.From(3L), Value.From(5L), Value.FromUint(5), Value.FromUint(3), Value.From(3.0), Value.From(2.5),
                Value.From(-0.0), Value.From(5.0), Value.From(9_007_199_254_740_993L), Value.From(9_007_199_254_740_992.0), Value.From(long.MaxValue),
                Value.FromUint(ulong.MaxValue), Value.From(9_223_372_036_854_775_808.0), Value.From(double.NaN), Value.From(double.PositiveInfinity))),
            (5, PickValue([.. new[] { "a", "b", "admin", "", "ad", "é", "e\u0301", "\ue000", "\uffff", "😀", "\ud7ff", "adx", "document", "Bonn" }.Select(Value.From)])),
            (2, PickValue(
                Value.True, Value.False, Value.Null, Value.From(new Timestamp(1_704_067_200, 0)), Value.From(new Timestamp(Timestamp.MinSeconds, 0)),
                Value.From(new Timestamp(1_704_067_199, 999_999_999)), Value.FromDuration(3_600_000_000_000), Value.FromDuration(1),
                Value.From(new CelBytes([97])))),
        };
        if (depth > 0)
        {
            var inner = AnyValue(depth - 1);
            kinds.Add((3, inner.Array[0, 3].Select(items => Value.From(new CelList(items)))));
            kinds.Add((4, Gen.Select(inner, inner, Gen.Int[0, 5], (first, second, shape) => Map(first, second, shape))));
        }

        return Gen.Frequency([.. kinds]);
    }

    private static Value Map(in Value first, in Value second, int shape) => shape switch
    {
        0 => Value.From(StringMap.Empty),
        1 => ValueMap.Create([new(Value.From(1L), first), new(Value.From("k"), second)]),
        2 => Value.From(new StringMap([new("a", first), new("k", second)])),
        3 => Value.From(new StringMap([new("k", Value.From(new StringMap([new("l", first)])))])),
        4 => Value.From(new StringMap([new("city", first), new("geo", Value.From(new StringMap([new("zip", second), new("ok", Value.True)])))])),
        _ => Value.From(new StringMap([new("k", first), new("geo", second)])),
    };

    private static Gen<string> Pick(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static Gen<Value> PickValue(params Value[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static Gen<string> Operand(string? local)
    {
        var kinds = new List<(int, Gen<string>)>
        {
            (6, Path),
            (2, Gen.Select(OptionalPath, Constant, (path, constant) => $"{path}.orValue(dyn({constant}))")),
            (1, OptionalPath.Select(path => $"{path}.value()")),
            (1, Path.Select(path => $"dyn({path})")),
            (1, OptionalPath),
            (1, Gen.Select(Path, Path, (left, right) => $"({left} + {right})")),
        };
        if (local is not null) kinds.Add((8, Pick(local, local, local + ".k")));
        return Gen.Frequency([.. kinds]);
    }

    private static Gen<string> OfDepth(int depth, string? local)
    {
        var operand = Operand(local);
        var atoms = new List<(int, Gen<string>)>
        {
            (6, Gen.Select(operand, Comparison, Constant, (left, op, right) => $"{left} {op} {right}")),
            (4, Gen.Select(operand, Comparison, Constant, (left, op, right) => $"dyn({left}) {op} dyn({right})")),
            (2, Gen.Select(Constant, Comparison, operand, (left, op, right) => $"dyn({left}) {op} dyn({right})")),
            (3, Gen.Select(operand, Comparison, operand, (left, op, right) => $"dyn({left}) {op} dyn({right})")),
            (3, Gen.OneOf(Pair, PairTest)),
            (2, Gen.Select(Made, Comparison, Gen.OneOf(Made, Path, Constant), (left, op, right) => $"dyn({left}) {op} dyn({right})")),
            (1, Gen.Select(Gen.OneOf(Constant, Path, Made), TypedLookup, (left, right) => $"dyn({left}) in dyn({right})")),
            (1, Gen.Select(Path, Pick("$ in definitions.levels && definitions.levels[$] > 1", "has(subject.role) && {'a': true, 'b': false}[$]", "!{'a': true, 'b': false}[$]"), (path, test) => test.Replace("$", path, StringComparison.Ordinal))),
            (3, Gen.Select(Lookup, Comparison, Gen.OneOf(Constant, Path, Size), (left, op, right) => $"{left} {op} dyn({right})")),
            (1, Gen.Select(Constant, Lookup, (left, right) => $"dyn({left}) in {right}")),
            (3, Gen.Select(Size, Comparison, Gen.OneOf(Number, Pick("subject.level", "size(subject.tags)")), (left, op, right) => $"{left} {op} dyn({right})")),
            (4, Gen.Select(operand, Constants, (left, right) => $"dyn({left}) in {right}")),
            (4, Gen.Select(Constant, operand, (left, right) => $"dyn({left}) in dyn({right})")),
            (1, Gen.Select(operand, operand, (left, right) => $"dyn({left}) in dyn({right})")),
            (3, Presence),
            (2, OptionalPath.Select(path => $"{path}.hasValue()")),
            (2, operand.Select(path => $"dyn({path})")),
            (1, Pick("variables.isAdmin", "variables.twice", "variables.flagged", "variables.broken", "definitions.on", "dyn('horses')", "true", "false")),
            (2, Gen.Select(operand, Pick("startsWith", "endsWith", "contains"), Text, (left, function, right) => $"dyn({left}).{function}({right})")),
            (2, Gen.Select(operand, Patterns, (left, right) => $"dyn({left}).matches(dyn({right}))")),
            (2, Gen.Select(operand, Pick("intersects", "contains", "equivalent"), Constants, Gen.Bool,
                (left, function, right, swap) => swap ? $"sets.{function}({right}, dyn({left}))" : $"sets.{function}(dyn({left}), {right})")),
        };
        if (local is not null)
        {
            atoms.Add((3, Gen.Select(
                Pick("$ == subject.any", "subject.role != $", "$ < subject.any", "dyn($) <= $", "dyn(definitions.levels)[$] > 1", "dyn({'a': 1, 'b': 3, 1: 'a'})[$] == subject.any", "size($.k) > 0",
                    "dyn($).filter(w, w == 'a').size() > 0", "dyn($).exists(w, w == $ || w == subject.role)", "dyn($).map(w, w).exists(w, w == 'a')", "dyn(subject.any).exists(w, w == $)",
                    "dyn($).filter(w, {'a': 1}[w] == 1).size() == 0", "$[subject.role] == 'a'", "$.k == $.l", "cel.bind(w, $, w == subject.role)"),
                shape => shape.Replace("$", local, StringComparison.Ordinal))));
        }

        if (depth <= 0) return Gen.Frequency([.. atoms]);
        var inner = OfDepth(depth - 1, local);
        atoms.Add((6, Gen.Select(inner, inner, (left, right) => $"({left}) && ({right})")));
        atoms.Add((3, Gen.Select(inner, inner, inner, (a, b, c) => $"({a}) && ({b}) && ({c})")));
        atoms.Add((6, Gen.Select(inner, inner, (left, right) => $"({left}) || ({right})")));
        atoms.Add((4, inner.Select(part => $"!({part})")));
        atoms.Add((5, Gen.Select(inner, inner, inner, (a, b, c) => $"({a}) ? dyn({b}) : dyn({c})")));
        atoms.Add((2, Gen.Select(inner, Pick("==", "!="), Pick("true", "false"), (part, op, constant) => $"({part}) {op} {constant}")));
        var variable = $"{local}v";
        var body = OfDepth(depth - 1, variable);
        atoms.Add((5, Gen.Select(operand, Pick("exists", "all", "exists_one"), body, (range, macro, part) => $"dyn({range}).{macro}({variable}, {part})")));
        atoms.Add((1, Gen.Select(Path, body, (range, part) => $"dyn({range}).exists(i, {variable}, {part})")));
        var chosen = Gen.Select(
            Gen.OneOf(Pick("subject.roles", "subject.numbers", "subject.any", "resource.x", "subject.tags", "dyn(subject.any.k)", "subject.address"), TypedLookup), Pick("filter", "map"), body,
            (range, macro, part) => $"{range}.{macro}({variable}, {part})");
        atoms.Add((2, Gen.Select(Gen.OneOf(TypedLookup, Lookup), Pick("exists", "all", "exists_one"), body, (range, macro, part) => $"dyn({range}).{macro}({variable}, {part})")));
        atoms.Add((1, Gen.Select(chosen, Comparison, Number, (list, op, number) => $"cel.bind(chosen, {list}, size(chosen) {op} dyn({number}))")));
        atoms.Add((1, Gen.Select(chosen, body, (list, part) => $"cel.bind(chosen, {list}, !chosen.all({variable}, {part}))")));
        atoms.Add((1, Gen.Select(chosen, body, (list, part) => $"{list}.exists(i, {variable}, {part})")));
        atoms.Add((1, Gen.Select(Pick("[{'a': 1, 'b': 3}, {'a': 5, 'b': 0}]", "[{'a': 'b'}, {'b': 'a'}]"), Pick("exists", "all"), Path, Gen.OneOf(Constant, Path), Comparison,
            (maps, macro, path, right, op) => $"{maps}.{macro}(m, dyn(m[{path}]) {op} dyn({right}))")));
        atoms.Add((3, Gen.Select(chosen, Comparison, Number, Gen.Bool, (list, op, number, isMember) => isMember ? $"{list}.size() {op} dyn({number})" : $"dyn({number}) {op} size({list})")));
        atoms.Add((2, Gen.Select(chosen, Pick("exists", "all", "exists_one"), body, (list, macro, part) => $"{list}.{macro}({variable}, {part})")));
        atoms.Add((2, Gen.Select(Constants, Pick("exists", "all", "exists_one"), body, (range, macro, part) => $"{range}.{macro}({variable}, {part})")));
        atoms.Add((3, Gen.Select(operand, body, (bound, part) => $"cel.bind({variable}, {bound}, {part})")));
        return Gen.Frequency([.. atoms]);
    }
}
