using System.Collections.Immutable;
using CsCheck;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Tests.Syntax;

/// <summary>Generates trees such as the parser makes, without meaningful ids and spans.</summary>
internal static class TreeGen
{
    private static readonly TextSpan None = new(0, 0);

    private static readonly Gen<string> Name = Gen.OneOf("a", "b", "subject", "x1", "_y", "not", "and");

    private static readonly Gen<string> Field = Gen.OneOf("a", "b", "package", "in", "content-type", "x.y/z");

    private static readonly Gen<string> Text = Gen.Char.Array[0, 8].Select(
        characters => new string([.. characters.Where(c => !char.IsSurrogate(c))]) + "'\\\n");

    private static readonly Gen<Expr> Literal = Gen.OneOf(
        Gen.OneOf(Value.Null, Value.True, Value.False),
        Gen.Long.Select(Value.From),
        Gen.Int[-3, 3].Select(value => Value.From((long)value)),
        Gen.ULong.Select(Value.FromUint),
        Gen.Double.Where(double.IsFinite).Select(Value.From),
        Text.Select(Value.From),
        Gen.Byte.Array[0, 6].Select(octets => Value.From(new CelBytes(octets)))).Select(value => (Expr)new LiteralExpr(0, None, value));

    public static Gen<Expr> Tree { get; } = Gen.Int[0, 4].SelectMany(Of);

    private static Gen<Expr> Of(int depth)
    {
        if (depth == 0) return Gen.OneOf(Literal, Gen.Select(Name, Gen.Bool, (name, rooted) => (Expr)new IdentExpr(0, None, name, rooted)));
        var inner = Of(depth - 1);
        var some = inner.Array[0, 3].Select(items => items.ToImmutableArray());
        return Gen.OneOf(
            Literal,
            Gen.Select(inner, Field, Gen.Bool, (operand, field, optional) => (Expr)new SelectExpr(0, None, operand, field, None, optional)),
            Gen.Select(inner, Field, (operand, field) => (Expr)new HasExpr(0, None, operand, field, None, false)),
            Gen.Select(inner, inner, Gen.Bool, (operand, index, optional) => (Expr)new IndexExpr(0, None, operand, index, optional)),
            Gen.Select(Name, inner, some, Gen.Bool, (name, target, arguments, member) =>
                (Expr)new CallExpr(0, None, name, None, member ? target : null, arguments)),
            Gen.Select(Gen.Bool, inner, (not, operand) =>
                (Expr)new UnaryExpr(0, None, not ? UnaryOperator.Not : UnaryOperator.Negate, operand)),
            Gen.Select(Gen.Enum<BinaryOperator>(), inner, inner, (@operator, left, right) =>
                (Expr)new BinaryExpr(0, None, @operator, None, left, right)),
            Gen.Select(Gen.Bool, inner.Array[2, 4], (and, operands) => (Expr)new LogicExpr(0, None, and, [.. operands])),
            Gen.Select(inner, inner, inner, (condition, then, otherwise) => (Expr)new ConditionalExpr(0, None, condition, then, otherwise)),
            Gen.Select(some, Gen.Bool, (items, optional) => (Expr)new ListExpr(0, None, [.. items.Select(item => new ListElement(item, optional))])),
            Gen.Select(some, inner, Gen.Bool, (keys, value, optional) =>
                (Expr)new MapExpr(0, None, [.. keys.Select(key => new MapEntry(0, key, value, optional))])),
            Gen.Select(Name, Field, inner, Gen.Bool, (name, field, value, optional) =>
                (Expr)new StructExpr(0, None, $".{name}.T", [new StructField(0, field, None, value, optional)])),
            Macro(inner),
            Gen.Select(some, inner, (bindings, body) => (Expr)new BlockExpr(0, None, bindings, body)),
            Gen.Int[0, 9].Select(index => (Expr)new BlockIndexExpr(0, None, "index", index, null)));
    }

    private static Gen<Expr> Macro(Gen<Expr> inner)
    {
        var kinds = Gen.OneOf(
            (MacroKind.All, "all", 1, false), (MacroKind.All, "all", 2, false), (MacroKind.Exists, "exists", 1, false),
            (MacroKind.ExistsOne, "exists_one", 2, false), (MacroKind.ExistsOne, "existsOne", 1, false),
            (MacroKind.Map, "map", 1, true), (MacroKind.Filter, "filter", 1, false),
            (MacroKind.TransformList, "transformList", 2, true), (MacroKind.TransformMap, "transformMap", 2, true),
            (MacroKind.SortBy, "sortBy", 1, false), (MacroKind.Bind, "bind", 1, false), (MacroKind.OptMap, "optMap", 1, false),
            (MacroKind.OptFlatMap, "optFlatMap", 1, false));
        return Gen.Select(kinds, inner, inner, inner, Gen.Bool, (kind, range, filter, body, filtered) =>
            (Expr)new MacroExpr(
                0, None, kind.Item1, kind.Item2, None, range, "v", kind.Item3 == 2 ? "w" : null,
                kind.Item4 && filtered ? filter : null, body));
    }
}
