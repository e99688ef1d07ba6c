using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.Cost;

/// <content>Operators with two operands, and calls.</content>
internal sealed partial class Estimator
{
    private Measure Binary(BinaryExpr binary)
    {
        var left = Visit(binary.Left);
        var right = Visit(binary.Right);
        var size = ValueSize.Scalar;
        long own = 0;
        switch (binary.Operator)
        {
            case BinaryOperator.Equal or BinaryOperator.NotEqual:
                own = Equality(left.Size, right.Size);
                break;
            case BinaryOperator.In:
                own = Membership(left.Size, right.Size);
                break;
            case BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual:
                own = Math.Min(Hashing(left.Size), Hashing(right.Size));
                break;
            case BinaryOperator.Add:
                own = Saturating.Add(Length(left.Size), Length(right.Size)) / 16;
                own = Math.Max(own, Saturating.Add(Count(left.Size), Count(right.Size)) / 16);
                size = Concatenated(left.Size, right.Size);
                break;
            case BinaryOperator.Subtract when right.Size.Constant is { IsInt: true, AsInt: >= 0 } && left.Size.Number is { } number:
                size = ValueSize.OfNumber(number);
                break;
        }

        return new Measure(size, Saturating.Add(Saturating.Add(left.Units, right.Units), own), left.Weight + right.Weight);
    }

    private long Membership(ValueSize value, ValueSize range)
    {
        if (ElementOf(range) is not { } element) return Hashing(value);
        var count = Count(range);
        var units = Saturating.Add(count / 16, Saturating.Multiply(count, Equality(value, element)));
        return KeyOf(range) is null ? units : Math.Max(units, Hashing(value));
    }

    private ValueSize Concatenated(ValueSize left, ValueSize right)
    {
        var list = Join(ElementOf(left), ElementOf(right));
        return ValueSize.Scalar with
        {
            Text = left.Text >= 0 && right.Text >= 0 ? Bounded(Text(left) + Text(right)) : -1,
            Octets = left.Octets >= 0 && right.Octets >= 0 ? Bounded(left.Octets + right.Octets) : -1,
            Count = list is null ? 0 : Bounded(Count(left) + Count(right)),
            Element = list,
            Number = left.Number is { } one && right.Number is { } other ? Saturating.Add(one, other) : null,
        };
    }

    private Measure Call(CallExpr call)
    {
        var name = call.Function;

        // without a check, no overload is known
        var isMember = call.Target is not null;
        var isFitting = true;
        if (expression.Overloads.TryGetValue(call.Id, out var overloads) && functions.FindById(overloads.Ids[0]) is { } overload)
        {
            name = overload.Function;
            isMember = overload.IsMember && call.Target is not null;
        }
        else
        {
            var count = call.Arguments.Length + (isMember ? 1 : 0);
            isFitting = functions.Find(name).Any(one => one.Parameters.Length == count);
        }

        var (units, weight) = (0L, 0L);
        var arguments = new ValueSize[call.Arguments.Length + (isMember ? 1 : 0)];
        for (var i = 0; i < arguments.Length; i++)
        {
            var e = !isMember ? call.Arguments[i] : i == 0 ? call.Target! : call.Arguments[i - 1];
            var argument = Visit(e);
            // only what is compiled as a constant is one: a pattern that `cel.bind` names is compiled each time
            arguments[i] = e is LiteralExpr or SelectExpr ? argument.Size : argument.Size with { Constant = default };
            units = Saturating.Add(units, argument.Units);
            weight += argument.Weight;
        }

        var (size, own) = isFitting && FunctionCosts.Find(name) is { } cost
            ? cost(this, arguments)
            : new FunctionCost(ValueSize.Unknown(), Saturating.Greatest);
        return new Measure(size, Saturating.Add(units, own), weight);
    }
}
