using System.Runtime.CompilerServices;
using Pdp.Language.Runtime;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <content>Comparisons of an attribute with constants.</content>
public sealed partial class GuardBuilder
{
    private Guard Comparison(BinaryExpr binary, Place place, Outcome outcome)
    {
        switch (binary.Operator)
        {
            case BinaryOperator.Equal:
                return Equality(binary, place, outcome);
            case BinaryOperator.NotEqual:
                return Equality(binary, place, Negated(outcome));
            case BinaryOperator.In:
                return Membership(binary, place, outcome);
            case BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual:
                return Order(binary, place, outcome);
            default:
                // a number or a text is no condition
                return Guard.Always;
        }
    }

    private Guard Equality(BinaryExpr binary, Place place, Outcome outcome)
    {
        var left = Constant(binary.Left, place);
        var right = Constant(binary.Right, place);
        if (!left.IsMissing && !right.IsMissing) return AreEqual(left, right) is { } equal ? Known(Value.From(equal), outcome) : Guard.Always;
        if (left.IsMissing && right.IsMissing)
        {
            return outcome == Outcome.Failing
                ? Guard.Or([Unread(binary.Left, place), Unread(binary.Right, place)])
                : AreEqual(binary, place, outcome);
        }

        var (other, constant) = left.IsMissing ? (binary.Left, right) : (binary.Right, left);
        if (FindOperand(other, place) is { } operand) return OneOf(operand, [constant], outcome);
        if (FindChosen(other, place) is { } range) return OfChosen(range, AreEqual(Value.From(0L), constant), outcome);
        if (!constant.IsBool || !IsCondition(other)) return Guard.Always;
        return Of(other, place, constant.AsBool ? outcome : Negated(outcome));
    }

    /// <summary>Whether two parts of a request are equal.</summary>
    private Guard AreEqual(BinaryExpr equality, Place place, Outcome outcome)
    {
        if (FindOperand(equality.Left, place) is not { IsPlain: true } left || FindOperand(equality.Right, place) is not { IsPlain: true } right)
            return Guard.Always;
        var operand = new Operand(ComparisonTerm.Equality(left.Attribute, right.Attribute));
        return operand.Ask(GuardAtom.OneOf(operand.Attribute, KeysOf(Value.From(outcome == Outcome.NotFalse)), GuardType.Any, GuardBuckets.None));
    }

    /// <summary><c>==</c> and <c>in</c>, which are defined of every value.</summary>
    private static Guard OneOf(in Operand operand, ReadOnlySpan<Value> constants, Outcome outcome)
    {
        if (operand.IsOptional) return Guard.Always;
        var keys = GuardKeySet.Empty;
        if (outcome != Outcome.Failing && (outcome == Outcome.NotTrue || !TryKeys(constants, out keys))) return Guard.Always;
        return operand.Ask(GuardAtom.OneOf(operand.Attribute, keys, GuardType.Any, GuardBuckets.None));
    }

    /// <summary><c>in</c> of a constant list or map, whose keys all expressions that read it share: there may be very many.</summary>
    private static Guard OneOf(in Operand operand, in Value range, Outcome outcome)
    {
        if (range.AsList is not { } list || operand.IsOptional || outcome is Outcome.Failing or Outcome.NotTrue)
            return OneOf(operand, ElementsOf(range), outcome);
        var keys = KeysOfLists.GetValue(list, static items => new SharedKeys(TryKeys(items.Items, out var found) ? found : null)).Keys;
        return keys is null ? Guard.Always : operand.Ask(GuardAtom.OneOf(operand.Attribute, keys, GuardType.Any, GuardBuckets.None));
    }

    private static readonly ConditionalWeakTable<CelList, SharedKeys> KeysOfLists = [];

    /// <param name="Keys">Null when a container is among the elements.</param>
    private sealed record SharedKeys(GuardKeySet? Keys);

    /// <summary>The keys of constants; NaN needs none. False when a container is among them, which has none.</summary>
    private static bool TryKeys(ReadOnlySpan<Value> constants, out GuardKeySet keys)
    {
        var found = new GuardKey[constants.Length];
        var count = 0;
        keys = GuardKeySet.Empty;
        foreach (ref readonly var constant in constants)
        {
            if (GuardKey.TryFrom(constant, out var key)) found[count++] = key;
            else if (!constant.IsDouble) return false;
        }

        keys = GuardKeySet.Of(found.AsSpan(0, count));
        return true;
    }

    private Guard Membership(BinaryExpr binary, Place place, Outcome outcome)
    {
        var range = Constant(binary.Right, place);
        var value = Constant(binary.Left, place);
        if (!range.IsMissing)
        {
            if (range.AsList is null && range.AsMap is null) return Guard.Always;
            if (!value.IsMissing) return Contains(range, value) is { } isIn ? Known(Value.From(isIn), outcome) : Guard.Always;
            return FindOperand(binary.Left, place) is { } operand ? OneOf(operand, range, outcome) : Guard.Always;
        }

        if (FindOperand(binary.Right, place) is not { IsOptional: false } container) return Guard.Always;
        if (!value.IsMissing) return Having(container, [value], GuardType.ListOrMap, outcome);
        return outcome == Outcome.Failing
            ? Guard.Or([Unread(binary.Left, place), Having(container, [], GuardType.ListOrMap, outcome)])
            : Guard.Always;
    }

    /// <summary>Whether a list has one of some constants, or a map has it as key.</summary>
    private static Guard Having(in Operand container, ReadOnlySpan<Value> constants, GuardType type, Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.NotFalse when TryKeys(constants, out var keys):
                return container.Ask(GuardAtom.Having(container.Attribute, keys, type, GuardBuckets.WrongType));
            case Outcome.Failing:
                // a long list can fail too, at a limit: no key is looked for, and long ones hold
                return container.Ask(GuardAtom.Having(container.Attribute, GuardKeySet.Empty, type, GuardBuckets.WrongType));
            default:
                return Guard.Always;
        }
    }

    private Guard Order(BinaryExpr binary, Place place, Outcome outcome)
    {
        var left = Constant(binary.Left, place);
        var right = Constant(binary.Right, place);
        if (!left.IsMissing && !right.IsMissing)
        {
            return ValueOrder.TryCompare(left, right, out var order)
                ? Known(Value.From(Accepts(binary.Operator, order)), outcome)
                : Guard.Always;
        }

        if (left.IsMissing && right.IsMissing) return outcome == Outcome.Failing ? Guard.Always : OrderOfTwo(binary, place, outcome);
        var isReversed = !left.IsMissing;
        var constant = isReversed ? left : right;
        if (GuardTypes.Ordered(constant) is not { } type) return Guard.Always;
        var other = isReversed ? binary.Right : binary.Left;
        var @operator = isReversed ? Reversed(binary.Operator) : binary.Operator;
        if (FindOperand(other, place) is { IsOptional: false } operand) return Ordered(operand, @operator, constant, type, outcome);
        return type == GuardType.Number && FindChosen(other, place) is { } range && ValueOrder.TryCompare(Value.From(0L), constant, out var ofNone)
            ? OfChosen(range, Accepts(@operator, ofNone), outcome)
            : Guard.Always;
    }

    /// <summary>Which of two parts of a request is less.</summary>
    private Guard OrderOfTwo(BinaryExpr order, Place place, Outcome outcome)
    {
        if (FindOperand(order.Left, place) is not { IsPlain: true } left || FindOperand(order.Right, place) is not { IsPlain: true } right)
            return Guard.Always;
        var term = ComparisonTerm.OrderOf(left.Attribute, right.Attribute, out var isReversed);
        var @operator = isReversed ? Reversed(order.Operator) : order.Operator;
        // where two have no order, the term has no value
        if (outcome == Outcome.NotTrue) @operator = Opposite(@operator);
        GuardKey[] keys = [.. Signs.Where(sign => Accepts(@operator, (int)sign.Value.AsInt))];
        return new Operand(term).Ask(GuardAtom.OneOf(term, GuardKeySet.Of(keys), GuardType.Any, GuardBuckets.None));
    }

    private static readonly GuardKey[] Signs =
        [.. new[] { -1L, 0L, 1L }.Select(static sign => GuardKey.TryFrom(Value.From(sign), out var key) ? key : default)];

    private static Guard Ordered(in Operand operand, BinaryOperator @operator, in Value constant, GuardType type, Outcome outcome)
    {
        var attribute = operand.Attribute;
        if (outcome == Outcome.Failing) return operand.Ask(Only(attribute, GuardBuckets.WrongType, type));
        if (outcome == Outcome.NotTrue)
        {
            // of NaN neither holds: as constant it makes everything false, as value it counts as of a wrong type
            if (IsNaN(constant)) return Guard.Always;
            @operator = Opposite(@operator);
        }

        if (IsNaN(constant)) return operand.Ask(Only(attribute, GuardBuckets.WrongType, type));
        if (type == GuardType.Bool) return operand.Ask(GuardAtom.OneOf(attribute, Bools(@operator, constant), type, GuardBuckets.WrongType));
        var range = @operator switch
        {
            BinaryOperator.Less => new GuardRange(default, false, constant, false),
            BinaryOperator.LessOrEqual => new GuardRange(default, false, constant, true),
            BinaryOperator.Greater => new GuardRange(constant, false, default, false),
            _ => new GuardRange(constant, true, default, false),
        };
        return operand.Ask(GuardAtom.Inside(attribute, range, type, GuardBuckets.WrongType));
    }

    private static GuardKeySet Bools(BinaryOperator @operator, in Value constant)
    {
        var keys = GuardKeySet.Empty;
        foreach (var value in (ReadOnlySpan<Value>)[Value.False, Value.True])
        {
            ValueOrder.TryCompare(value, constant, out var order);
            if (Accepts(@operator, order)) keys = keys.Union(KeysOf(value));
        }

        return keys;
    }

    /// <summary>Where reading an operand fails.</summary>
    private Guard Unread(Expr e, Place place)
    {
        if (!Constant(e, place).IsMissing) return Guard.Never;
        return FindOperand(e, place) is { IsOptional: false } operand ? operand.Ask(Only(operand.Attribute, GuardBuckets.None)) : Guard.Always;
    }

    /// <summary>Whether an expression has a bool as value, or fails, so that <c>== true</c> adds nothing to it.</summary>
    private static bool IsCondition(Expr e) => e is LogicExpr or HasExpr
        or UnaryExpr { Operator: UnaryOperator.Not }
        or BinaryExpr { Operator: < BinaryOperator.Add }
        or MacroExpr { Kind: MacroKind.All or MacroKind.Exists or MacroKind.ExistsOne };

    private static ReadOnlySpan<Value> ElementsOf(in Value range)
    {
        if (range.AsList is { } list) return list.Items;
        var map = range.AsMap!;
        var keys = new Value[map.Count];
        for (var i = 0; i < keys.Length; i++) keys[i] = map.EntryAt(i).Key;
        return keys;
    }

    private static bool? Contains(in Value range, in Value value)
    {
        if (range.AsMap is { } map) return map.TryGet(value, out _);
        var frame = new Frame(0, 0, 0) { Fuel = UnchargedNode.Budget };
        foreach (ref readonly var item in range.AsList!.Items)
        {
            if (ValueEquality.TryAreEqual(frame, value, item, out var equal) is not null) return null;
            if (equal) return true;
        }

        return false;
    }

    /// <summary>Whether constants are equal; null when that takes too long to tell: they may share parts many times over.</summary>
    private static bool? AreEqual(in Value left, in Value right) =>
        ValueEquality.TryAreEqual(new Frame(0, 0, 0) { Fuel = UnchargedNode.Budget }, left, right, out var equal) is null ? equal : null;

    private static bool IsNaN(in Value value) => value.IsDouble && double.IsNaN(value.AsDouble);

    private static bool Accepts(BinaryOperator @operator, int order) => order != ValueOrder.Unordered && @operator switch
    {
        BinaryOperator.Less => order < 0,
        BinaryOperator.LessOrEqual => order <= 0,
        BinaryOperator.Greater => order > 0,
        _ => order >= 0,
    };

    private static BinaryOperator Reversed(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        _ => BinaryOperator.LessOrEqual,
    };

    private static BinaryOperator Opposite(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Less => BinaryOperator.GreaterOrEqual,
        BinaryOperator.LessOrEqual => BinaryOperator.Greater,
        BinaryOperator.Greater => BinaryOperator.LessOrEqual,
        _ => BinaryOperator.Less,
    };
}
