using System.Globalization;
using Pdp.Conformance.Tests.SecondOpinions.Specified;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>The known differences of syntax, numbers and collections.</summary>
internal static partial class KnownDifferences
{
    public static IReadOnlyList<ExplainedDifference> OfSyntax { get; } =
    [
        new("the argument of has", "has(1)",
            "`has` takes a selection and nothing else, which the parser says; there, it is an unknown function when it is evaluated",
            d => d.Question.Text.Contains("has(", StringComparison.Ordinal) && d.Ours.Kind == OutcomeKind.Rejected
                && d.Ours.Message.StartsWith("expected a member", StringComparison.Ordinal)),
        new("operators twice", "!!1",
            "`!` takes a bool and `-` a number, also when written twice; there, a pair of them vanishes in the parser",
            d => IsTwice(d.Root) && d.Ours.IsError && !d.Theirs.IsError),
        new("a minus before a uint", "-0u",
            "cel-go's grammar reads it as the operator, for which no overload takes a uint; there, the text does not parse",
            d => d.Root is UnaryExpr { Operator: UnaryOperator.Negate, Operand: LiteralExpr { Value.IsUint: true } }
                && d.Ours.IsError && d.Theirs.Kind == OutcomeKind.Rejected),
    ];

    public static IReadOnlyList<ExplainedDifference> OfNumbers { get; } =
    [
        new("numbers in JavaScript's texts", "int('0x10')",
            "`int`, `uint` and `double` take decimal texts, a sign where the type has one, and NaN, Infinity and -Infinity; there, Number"
            + " and BigInt trim blanks, take `0x`, `0b`, `0o`, a sign for a uint and the empty text, and a text that is no number is NaN",
            d => d.Calls("int", "uint", "double") && d.Operand(0)?.AsString is { } text && d.Ours.IsError && !d.Theirs.IsError
                && !SpecifiedNumbers.Reads(((CallExpr)d.Root).Function, text)),
        new("doubles as texts", "string(1e6)",
            "`string(double)` is Go's shortest `g` form as cel-go writes it: an exponent below 1e-04 and from 1e+06 on,"
            + " -0 and +Inf; there, JavaScript's toString",
            d => d.Calls("string") && d.Operand(0) is { IsDouble: true, AsDouble: var number } && d.BothValues
                && ReadsAs(d.Theirs.Value, number) && SpecifiedAnswer.IsOurs(d)),
        new("quotients of large uints", "18446744073709551615u / 1u",
            "the quotient of uints is a uint up to 2^64 - 1; there, one above 2^63 - 1 is an overflow",
            d => d.Root is BinaryExpr { Operator: BinaryOperator.Divide } && d.Theirs.IsError
                && d.Ours is { IsValue: true, Value: { IsUint: true, AsUint: > long.MaxValue and var quotient } }
                && d.Operand(0) is { IsUint: true, AsUint: var whole } && d.Operand(1) is { IsUint: true, AsUint: var part }
                && quotient == (UInt128)whole / part),
        new("the remainder of the least int", "-9223372036854775808 % -1",
            "the division overflows, and so does the remainder in cel-go; there, it is 0",
            d => d.Root is BinaryExpr { Operator: BinaryOperator.Modulo } && d.Ours.IsError
                && d.Operand(0) is { IsInt: true, AsInt: long.MinValue } && d.Operand(1) is { IsInt: true, AsInt: -1 }),
        new("numbers beyond 64 bits", "--9223372036854775808",
            "an overflow is an error; there, the least int can be negated twice in a literal",
            d => d.Root is UnaryExpr or LiteralExpr && d.Ours.IsError && d.Theirs.Kind == OutcomeKind.Broken),
    ];

    public static IReadOnlyList<ExplainedDifference> OfCollections { get; } =
    [
        new("keys that no map can have", "[1] in {1: 2}",
            "a look-up with a key of an impossible type finds nothing (cel-go; the official tests say `no such key`); there, an error",
            d => d.Root is BinaryExpr { Operator: BinaryOperator.In } && d.Operand(1)?.AsMap is not null && IsFalse(d.Ours)
                && d.Theirs.IsError && d.Operand(0)?.Kind is not (ValueKind.Bool or ValueKind.Int or ValueKind.Uint or ValueKind.String)),
        new("members that are null", "has({'a': null}.a)",
            "a key with the value null is present (optionals: `{'k': dyn(null)}.?k.hasValue()` is true); there, it counts as absent",
            d => (d.Root is HasExpr || d.Root is BinaryExpr { Operator: BinaryOperator.In })
                && IsTrue(d.Ours) && IsFalse(d.Theirs) && d.AnyMapHoldsNull),
        new("presence in what has no members", "has([1].a)",
            "`has(e.f)` of an `e` in error, or that is no map, is an error (langdef: `e` is evaluated); there, false",
            d => d.Root is HasExpr && d.Ours.IsError && IsFalse(d.Theirs) && d.Operand(0)?.AsMap is null),
        new("keys of map literals", "{1: 2, 1u: 3}",
            "a key that occurs twice, or is a double, null or octets, is an error (langdef: map literals); there, it is taken",
            d => d.Root is MapExpr && d.Ours.IsError && !d.Theirs.IsError),
        new("lists indexed by bool", "[7][false]",
            "the position in a list is a number; there, false is 0 and true is 1",
            d => d.Root is IndexExpr && d.Operand(1)?.IsBool == true && d.Ours.IsError && !d.Theirs.IsError),
        new("positions in lists", "[1].lastIndexOf('a')",
            "the lists extension of cel-go has `indexOf` and `lastIndexOf` of lists; there, only those of strings are known",
            d => d.Calls("indexOf", "lastIndexOf") && d.Operand(0)?.AsList is { } list && d.Operand(1) is { } element
                && d.Ours is { IsValue: true, Value: { IsInt: true, AsInt: var position } }
                && position == PositionOf(list, element, isLast: d.Calls("lastIndexOf"))
                && d.Theirs.Message.StartsWith("found no matching overload", StringComparison.Ordinal)),
        new("positions between two elements, absorbed", "[true][0.5] || true",
            "an error that another operand decides is absorbed; there, a position with a fraction throws through the operator",
            d => d.Theirs is { IsError: true, Message: "unsupported input undefined" } && d.Root switch
            {
                LogicExpr { IsAnd: true } or MacroExpr { Kind: MacroKind.All } => IsFalse(d.Ours),
                LogicExpr or MacroExpr { Kind: MacroKind.Exists } => IsTrue(d.Ours),
                _ => false,
            }),
    ];

    private static bool IsTrue(in Outcome outcome) => outcome is { IsValue: true, Value: { IsBool: true, AsBool: true } };

    private static bool IsFalse(in Outcome outcome) => outcome is { IsValue: true, Value: { IsBool: true, AsBool: false } };

    private static bool ReadsAs(in Value text, double number) => text.AsString switch
    {
        "+Inf" or "Infinity" => double.IsPositiveInfinity(number),
        "-Inf" or "-Infinity" => double.IsNegativeInfinity(number),
        var digits => double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) && read.Equals(number),
    };

    private static int PositionOf(CelList list, Value element, bool isLast)
    {
        var items = list.Items.ToArray();
        return isLast
            ? Array.FindLastIndex(items, item => ValueEquality.AreEqual(item, element))
            : Array.FindIndex(items, item => ValueEquality.AreEqual(item, element));
    }

    private static bool IsTwice(Expr root) =>
        root is UnaryExpr { Operand: UnaryExpr inner } outer && inner.Operator == outer.Operator;
}
