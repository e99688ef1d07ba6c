using System.Collections.Immutable;
using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Compilation;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>Understands conditions that are made of no others: comparisons with constants and attributes, membership, presence, parts of texts, addresses, times.</summary>
/// <param name="scope">What names mean.</param>
/// <param name="locals">The variables of the loops around.</param>
/// <param name="now">The usual time of a decision.</param>
internal sealed class AtomReader(Scope scope, ImmutableDictionary<string, RequestPath> locals, Timestamp now)
{
    private const int MostDepth = 32;
    private const int MostElements = 64;
    private const long DaySeconds = 86_400;

    /// <summary>What it asks; null when that is not understood.</summary>
    public Atom? Read(Expr node) => node switch
    {
        HasExpr has when PathOf(has.Operand) is { } operand => new Atom(operand.Below(has.Field), null, default, []) { Shape = AtomShape.Presence },
        BinaryExpr { Operator: BinaryOperator.In } membership => Membership(membership),
        BinaryExpr { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } equality => Equality(equality),
        BinaryExpr order => Order(order),
        CallExpr call => Call(call),
        _ => PathOf(node) is { IsCertain: false } path ? Truth(path) : null,
    };

    /// <summary>What is asked of a place when it is to be in a relation to a value, as that of another place.</summary>
    /// <param name="path">The place.</param>
    /// <param name="shape">The relation.</param>
    /// <param name="operand">The value.</param>
    public static Atom Related(RequestPath path, AtomShape shape, in Value operand) => shape switch
    {
        AtomShape.Member => Containing(path, operand),
        AtomShape.Equal => Equal(path, operand),
        _ => Ordered(path, shape, operand),
    };

    /// <summary>The constant that an expression is; missing when it is none.</summary>
    public Value ConstantOf(Expr node) => ConstantOf(node, scope, 0);

    /// <summary>The place that an expression reads, whatever it makes of the value by itself.</summary>
    public RequestPath? PathOf(Expr node) => node switch
    {
        CallExpr { Target: null, Arguments: [var argument], Function: "ip" or "timestamp" or "duration" or "string" or "int" or "uint" or "double" or "cidr" or "dyn" } => PathOf(argument),
        CallExpr { Target: { } target, Arguments: [], Function: "lowerAscii" or "upperAscii" or "trim" } => PathOf(target),
        _ => RequestPath.Of(node, locals),
    };

    private static Value ConstantOf(Expr node, Scope scope, int depth)
    {
        if (depth > MostDepth) return default;
        switch (node)
        {
            case LiteralExpr literal:
                return literal.Value;
            case UnaryExpr { Operator: UnaryOperator.Negate, Operand: LiteralExpr { Value: { IsInt: true } number } }:
                return Value.From(-number.AsInt);
            case UnaryExpr { Operator: UnaryOperator.Negate, Operand: LiteralExpr { Value: { IsDouble: true } number } }:
                return Value.From(-number.AsDouble);
            case ListExpr list:
                var items = new Value[list.Elements.Length];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = list.Elements[i].Optional ? default : ConstantOf(list.Elements[i].Value, scope, depth + 1);
                    if (items[i].IsMissing) return default;
                }

                return Value.From(new CelList(items));
            case CallExpr { Target: null, Function: "timestamp", Arguments: [LiteralExpr { Value.AsString: { } text }] }:
                return Valid(CelText.ParseTimestamp(text));
            case CallExpr { Target: null, Function: "duration", Arguments: [LiteralExpr { Value.AsString: { } text }] }:
                return Valid(CelText.ParseDuration(text));
            case SelectExpr { Operand: IdentExpr root, Optional: false } select when scope.Find(root.Name, select.Field) is { } named:
                return named.Body is not { } body ? named.Constant
                    : body.Checked is { } inner ? ConstantOf(inner.Root, body.Scope, depth + 1)
                    : default;
            default:
                return default;
        }
    }

    private static Value Valid(in Value value) => value.IsError ? default : value;

    private Atom? Equality(BinaryExpr equality)
    {
        var isNegated = equality.Operator == BinaryOperator.NotEqual;
        if (Sized(equality) is { } sized) return sized;
        if (Clock(equality) is { } clock) return clock;
        if (Compared(equality) is not var (path, other, constant, _)) return null;
        if (other is not null) return new Atom(path, null, default, []) { Shape = AtomShape.Equal, Other = other, IsNegated = isNegated };
        var equal = Equal(path, constant);
        return isNegated ? equal with { True = equal.False, False = constant, IsNegated = true } : equal;
    }

    private static Atom Equal(RequestPath path, in Value constant)
    {
        Value[] values = [.. Neighbours.Of(constant, isOrdered: false)];
        var different = values.Length > 1 ? values[1] : Value.From(Neighbours.OtherText);
        return new Atom(path, constant, different, [.. values]) { Shape = AtomShape.Equal, Operand = constant };
    }

    private Atom? Order(BinaryExpr order)
    {
        if (ShapeOf(order.Operator) is not (> AtomShape.OneOf and var shape)) return null;
        if (Sized(order) is { } sized) return sized;
        if (Clock(order) is { } clock) return clock;
        if (Compared(order) is not var (path, other, constant, isFlipped)) return null;
        if (isFlipped) shape = Flipped(shape);
        return other is null ? Ordered(path, shape, constant) : new Atom(path, null, default, []) { Shape = shape, Other = other, Operand = UsualOf(order) };
    }

    // what is compared by order when nothing else is said of it
    private Value UsualOf(BinaryExpr order) =>
        order.Left is CallExpr { Function: "timestamp" } || order.Right is CallExpr { Function: "timestamp" } ? Value.From(now)
        : order.Left is CallExpr { Function: "duration" } || order.Right is CallExpr { Function: "duration" } ? Value.From("60s")
        : Value.From(5L);

    private static AtomShape ShapeOf(BinaryOperator op) => op switch
    {
        BinaryOperator.Equal or BinaryOperator.NotEqual => AtomShape.Equal,
        BinaryOperator.Less => AtomShape.Less,
        BinaryOperator.LessOrEqual => AtomShape.LessOrEqual,
        BinaryOperator.Greater => AtomShape.Greater,
        BinaryOperator.GreaterOrEqual => AtomShape.GreaterOrEqual,
        _ => AtomShape.Other,
    };

    private static AtomShape Flipped(AtomShape shape) => shape switch
    {
        AtomShape.Less => AtomShape.Greater,
        AtomShape.LessOrEqual => AtomShape.GreaterOrEqual,
        AtomShape.Greater => AtomShape.Less,
        AtomShape.GreaterOrEqual => AtomShape.LessOrEqual,
        _ => shape,
    };

    private static Atom Ordered(RequestPath path, AtomShape shape, in Value constant)
    {
        Value[] values = [.. Neighbours.Of(constant, isOrdered: true)];
        // beside a text come one after it and one before it, beside a number one before it and one after it
        var atom = values.Length < 3 ? new Atom(path, constant, constant, [.. values])
            : constant.IsString ? Ordered(path, shape, values[2], constant, values[1], [.. values])
            : Ordered(path, shape, values[1], constant, values[2], [.. values]);
        return atom with { Shape = shape, Operand = constant };
    }

    private static Atom Ordered(RequestPath path, AtomShape shape, in Value below, in Value at, in Value above, ImmutableArray<Value> values)
    {
        var wantsLess = shape is AtomShape.Less or AtomShape.LessOrEqual;
        var isStrict = shape is AtomShape.Less or AtomShape.Greater;
        var holds = isStrict ? wantsLess ? below : above : at;
        var fails = isStrict ? at : wantsLess ? above : below;
        return new Atom(path, holds, fails, values) { Shape = shape };
    }

    private Atom? Membership(BinaryExpr membership)
    {
        var list = PathOf(membership.Right);
        var one = PathOf(membership.Left);
        if (one is not null && list is not null) return new Atom(list, null, Value.From(CelList.Empty), []) { Shape = AtomShape.Member, Other = one };
        if (list is not null)
        {
            var constant = ConstantOf(membership.Left);
            return constant.IsMissing ? null : Containing(list, constant);
        }

        var constants = ConstantOf(membership.Right).AsList;
        if (constants is null) return null;
        Value[] values = constants.Items.ToArray();
        if (one is not null)
        {
            return new Atom(one, values.Length > 0 ? values[0] : default(Value), Value.From(Neighbours.OtherText), [.. values, Value.From(Neighbours.OtherText)])
            {
                Shape = AtomShape.OneOf,
                Operand = Value.From(constants),
            };
        }

        return membership.Left is CallExpr call && ClockParts(call) is { } parts ? Times(parts, [.. values.Where(static value => value.IsInt).Select(static value => value.AsInt)]) : null;
    }

    private static Atom Containing(RequestPath list, in Value constant) => new(
        list, Value.From(new CelList([constant])), Value.From(CelList.Empty),
        [Value.From(new CelList([constant])), Value.From(CelList.Empty), Value.From(new CelList([Value.From(Neighbours.OtherText)]))])
    {
        Shape = AtomShape.Member,
        Operand = constant,
    };

    private Atom? Call(CallExpr call)
    {
        if (call is { Target: { } receiver, Arguments: [var part], Function: "startsWith" or "endsWith" or "contains" } && PathOf(receiver) is { } text
            && ConstantOf(part).AsString is { } constant)
        {
            Value[] values = [.. Neighbours.OfPart(constant)];
            return new Atom(text, Value.From(constant), Value.From(Neighbours.OtherText), [.. values])
            {
                Shape = call.Function switch { "startsWith" => AtomShape.Prefix, "endsWith" => AtomShape.Suffix, _ => AtomShape.Part },
                Operand = Value.From(constant),
            };
        }

        if (call is { Function: "containsIP", Target: { } network, Arguments: [var address] } && PathOf(address) is { } asked && RangeOf(network) is { } range)
        {
            Value[] values = [.. Neighbours.OfRange(range)];
            if (values.Length > 0) return new Atom(asked, values[0], values[^1], [.. values]) { Shape = AtomShape.Address, Operand = Value.From(range) };
        }

        return PathOf(call) is { } path ? Truth(path) : null;
    }

    private static Atom Truth(RequestPath path) => new(path, Value.True, Value.False, [Value.True, Value.False])
    {
        Shape = AtomShape.Equal,
        Operand = Value.True,
    };

    private string? RangeOf(Expr network) => network switch
    {
        CallExpr { Target: null, Function: "cidr", Arguments: [var argument] } => ConstantOf(argument).AsString,
        SelectExpr { Operand: IdentExpr root } select when scope.Find(root.Name, select.Field)?.Body?.Checked is { } body => RangeOf(body.Root),
        _ => null,
    };

    // `size(x) > 3`, `x.size() == 0`
    private Atom? Sized(BinaryExpr comparison)
    {
        var (left, right, isFlipped) = comparison.Left is CallExpr { Function: "size" }
            ? (comparison.Left, comparison.Right, false)
            : (comparison.Right, comparison.Left, true);
        var measured = left switch
        {
            CallExpr { Function: "size", Target: { } target, Arguments: [] } => PathOf(target),
            CallExpr { Function: "size", Target: null, Arguments: [var argument] } => PathOf(argument),
            _ => null,
        };
        if (measured is null || ConstantOf(right) is not { IsInt: true, AsInt: >= 0 and < MostElements } bound) return null;
        var size = (int)bound.AsInt;
        var (below, at, above) = (List(Math.Max(0, size - 1)), List(size), List(size + 1));
        var shape = ShapeOf(comparison.Operator);
        if (isFlipped) shape = Flipped(shape);
        var atom = comparison.Operator switch
        {
            BinaryOperator.Equal => new Atom(measured, at, above, [below, at, above]),
            BinaryOperator.NotEqual => new Atom(measured, above, at, [below, at, above]) { IsNegated = true },
            _ => Ordered(measured, shape, below, at, above, [below, at, above]),
        };
        return atom with { Shape = shape, Operand = bound, IsOfSize = true };

        static Value List(int count) => Value.From(new CelList([.. Enumerable.Range(0, count).Select(static number => Value.From($"e{number}"))]));
    }

    // `now.getHours('Europe/Berlin') >= 8`
    private Atom? Clock(BinaryExpr comparison)
    {
        var (left, right) = comparison.Left is CallExpr ? (comparison.Left, comparison.Right) : (comparison.Right, comparison.Left);
        return left is CallExpr call && ClockParts(call) is { } parts && ConstantOf(right) is { IsInt: true } bound
            ? Times(parts, [bound.AsInt - 1, bound.AsInt, bound.AsInt + 1])
            : null;
    }

    private static string? ClockParts(CallExpr call) =>
        call is { Target: IdentExpr { Name: Roots.Now }, Function: "getHours" or "getMinutes" or "getDayOfWeek" or "getDate" or "getDayOfMonth" or "getMonth" or "getFullYear" or "getDayOfYear" or "getSeconds" }
            ? call.Function : null;

    // in which time zone does not matter: all hours of a day, or all days of a week, are tried
    private Atom Times(string part, ImmutableArray<long> values)
    {
        var start = now.Seconds - (now.Seconds % DaySeconds);
        long[] moments = part switch
        {
            "getHours" => [.. Enumerable.Range(0, 24).Select(hour => start + (hour * 3_600L))],
            "getMinutes" => [.. values.Select(minute => start + (12 * 3_600) + (minute * 60))],
            "getSeconds" => [.. values.Select(second => start + (12 * 3_600) + second)],
            "getDayOfWeek" => [.. Enumerable.Range(0, 7).Select(day => now.Seconds + (day * DaySeconds))],
            "getMonth" => [.. Enumerable.Range(0, 12).Select(month => now.Seconds + (month * 30 * DaySeconds))],
            _ => [.. Enumerable.Range(0, 32).Select(day => now.Seconds + (day * DaySeconds))],
        };
        return new Atom(RequestPath.Now, null, default, [.. moments.Select(static moment => Value.From(new Timestamp(moment, 0)))]) { ClockPart = part };
    }

    private (RequestPath Path, RequestPath? Other, Value Constant, bool IsFlipped)? Compared(BinaryExpr comparison)
    {
        var (left, right) = (PathOf(comparison.Left), PathOf(comparison.Right));
        if (left is not null && right is not null)
        {
            // the time is known; it is varied as well where it is compared with a constant
            return left.Equals(RequestPath.Now) ? (right, null, Value.From(now), true)
                : right.Equals(RequestPath.Now) ? (left, null, Value.From(now), false)
                : (left, right, default, false);
        }

        if (left is not null && ConstantOf(comparison.Right) is { IsMissing: false } after) return (left, null, after, false);
        if (right is not null && ConstantOf(comparison.Left) is { IsMissing: false } before) return (right, null, before, true);
        return null;
    }
}
