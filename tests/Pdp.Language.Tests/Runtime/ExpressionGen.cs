using CsCheck;
using Pdp.Language.Values;

namespace Pdp.Language.Tests.Runtime;

/// <summary>Random conditions over a few attributes, in the shapes that policies use and in others.</summary>
internal static class ExpressionGen
{
    /// <summary>Attributes that a generated expression reads.</summary>
    public static readonly string[] Attributes = ["a", "b", "c", "subject.x", "resource.y", "xs", "m"];

    private static readonly Gen<string> Constant = Pick<string>(
        "1", "2", "-1", "3u", "1.0", "2.5", "'x'", "'xy'", "''", "true", "false", "null", "b'x'",
        "duration('1h')", "timestamp('2024-01-01T00:00:00Z')", "[1, 2]", "['x']", "{'k': 1}", "0.0 / 0.0", "1 + 1");

    private static Gen<T> Pick<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static readonly Gen<string> Attribute = Pick<string>(Attributes);

    private static readonly Gen<string> Constants = Pick<string>(
        "[]", "['x', 'xy']", "[1, 2, 3]", "[1, 'x', null, 2.5]", "['a', 'b', 'c', 'd', 'e', 'f', 'x', 'xy']",
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]", "[[1, 2], 'x']", "[1.0, 0.0 / 0.0]", "{'x': 1, 1: 2}");

    private static readonly Gen<string> Operator =
        Pick<string>("==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%");

    private static readonly Gen<string> Comparison = Pick<string>("==", "!=", "<", "<=", ">", ">=");

    /// <summary>An operand: an attribute, a constant, or something computed from them.</summary>
    private static Gen<string> Operand(int depth, string? local)
    {
        var leaves = new List<(int, Gen<string>)> { (5, Attribute), (3, Constant.Select(text => $"dyn({text})")) };
        if (local is not null) leaves.Add((4, Gen.Const(local)));
        if (depth > 0)
        {
            leaves.Add((1, Gen.Select(Operand(depth - 1, local), Operator, Operand(depth - 1, local), (l, o, r) => $"dyn({l} {o} {r})")));
            leaves.Add((1, Gen.Select(Attribute, Pick<string>(".k", ".?k", "['k']", "[0]", "[?1]"), (x, s) => x + s)));
        }

        return Gen.Frequency([.. leaves]);
    }

    /// <summary>A condition, or something used as one.</summary>
    public static Gen<string> Condition(int depth, string? local = null)
    {
        var operand = Operand(depth, local);
        var atoms = new List<(int, Gen<string>)>
        {
            (4, Gen.Select(operand, Comparison, Constant, (l, o, r) => $"{l} {o} dyn({r})")),
            (2, Gen.Select(operand, Comparison, Constant, (l, o, r) => $"{l} {o} {r}")),
            (2, Gen.Select(Constant, Comparison, operand, (l, o, r) => $"{l} {o} {r}")),
            (3, Gen.Select(operand, Comparison, operand, (l, o, r) => $"{l} {o} {r}")),
            (3, Gen.Select(operand, Constants, (l, r) => $"{l} in {r}")),
            (2, Gen.Select(Constant, Attribute, (l, r) => $"{l} in {r}")),
            (1, operand),
            (2, Gen.Select(operand, Pick<string>("startsWith", "endsWith", "contains", "matches"),
                Pick<string>("x", "", "y$", "^x"), (l, f, k) => $"{l}.{f}('{k}')")),
            (1, Pick<string>("has(subject.x)", "has(resource.y)", "has(m.k)", "has(m.k.l)", "has(subject.x.k)")),
        };
        if (depth > 0)
        {
            var inner = Condition(depth - 1, local);
            atoms.Add((3, Gen.Select(inner, inner, (l, r) => $"({l}) && ({r})")));
            atoms.Add((3, Gen.Select(inner, inner, inner, (x, y, z) => $"({x}) || ({y}) || ({z})")));
            atoms.Add((1, inner.Select(x => $"!({x})")));
            atoms.Add((1, Gen.Select(inner, inner, inner, (x, y, z) => $"({x}) ? dyn({y}) : dyn({z})")));
            var variable = local is null ? "v" : local + "v";
            var range = Gen.OneOf(Pick<string>("xs", "m", "a"), Constants);
            atoms.Add((4, Gen.Select(range, Pick<string>("exists", "all", "exists_one"), Condition(depth - 1, variable),
                (r, q, body) => $"{r}.{q}({variable}, {body})")));
        }

        return Gen.Frequency([.. atoms]);
    }

    /// <summary>A value of an attribute, missing and invalid among them.</summary>
    public static Gen<Value> AttributeValue { get; } = Pick<Value>(
        default, Scene.Invalid, Value.Null, Value.True, Value.False, Value.From(1L), Value.From(2L), Value.FromUint(3),
        Value.From(1.0), Value.From(double.NaN), Value.From("x"), Value.From("xy"), Value.From(""),
        Value.FromDuration(3_600_000_000_000), Value.From(new Timestamp(1_704_067_200, 0)),
        Value.From(new Timestamp(Timestamp.MaxSeconds, 5)), Value.From(new CelBytes([120])),
        Value.From(new CelList([Value.From("x"), Value.From("z")])), Value.From(new CelList([Value.From(1L), Value.From(2.0)])),
        Value.From(new CelList([.. Enumerable.Range(0, 20).Select(i => Value.From((long)i))])),
        AccessTests.Map(("k", Value.From(1L))), AccessTests.Map(("x", AccessTests.Map(("l", Value.Null)))),
        Value.From(CelOptional.None), Value.From(CelOptional.Of(Value.From(1L))));
}
