using System.Runtime.CompilerServices;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;

namespace Pdp.Language.Cost;

/// <summary>What a sub-expression comes to.</summary>
/// <param name="Size">How large its value can be.</param>
/// <param name="Units">What evaluating it once draws at worst.</param>
/// <param name="Weight">What it adds to the round of a loop around it: <see cref="RoundWeight"/>.</param>
internal readonly record struct Measure(ValueSize Size, long Units, long Weight);

/// <summary>One estimate: a walk over the tree, each node once.</summary>
internal sealed partial class Estimator(CheckedExpression expression, FunctionRegistry functions, ISizeBindings sizes)
{
    private readonly Dictionary<string, ValueSize> _scope = new(StringComparer.Ordinal);
    private readonly List<ValueSize> _block = [];
    private long _factor = 1;

    /// <summary>
    /// When set, gets what each node draws in all rounds of the loops around it, by the node itself.
    /// </summary>
    public Dictionary<Expr, long>? Trace { get; init; }

    public CostEstimate Estimate()
    {
        var whole = Visit(expression.Root);
        var writing = Writing(whole.Size, 0);
        return new CostEstimate(whole.Units, writing, !_hasUnbounded, whole.Size);
    }

    private Measure Visit(Expr e)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var measure = Plain(e);
        if (Trace is not null) Trace[e] = Saturating.Multiply(measure.Units, _factor);
        return measure with { Weight = measure.Weight + RoundWeight.Of(e) };
    }

    private Measure Plain(Expr e)
    {
        switch (e)
        {
            case LiteralExpr literal:
                return new Measure(ValueSize.OfConstant(literal.Value), 0, 0);
            case IdentExpr ident:
                return new Measure(Find(ident) ?? sizes.Resolve(ident.Name), 0, 0);
            case SelectExpr select:
                return Select(select);
            case HasExpr has:
                return IsRoot(has.Operand, has.Field, out _) ? Free : Visit(has.Operand) with { Size = ValueSize.Scalar };
            case IndexExpr index:
                return Index(index);
            case CallExpr call:
                return Call(call);
            case UnaryExpr unary:
                return Visit(unary.Operand) with { Size = ValueSize.Scalar };
            case BinaryExpr binary:
                return Binary(binary);
            case LogicExpr logic:
                return Sum(logic.Operands) with { Size = ValueSize.Scalar };
            case ConditionalExpr conditional:
                return Conditional(conditional);
            case ListExpr list:
                return List(list);
            case MapExpr map:
                return Map(map);
            case MacroExpr macro:
                return Macro(macro);
            case BlockExpr block:
                return Block(block);
            case BlockIndexExpr index:
                return new Measure(BlockIndex(index), 0, 0);
            default:
                return Free;
        }
    }

    private static Measure Free => new(ValueSize.Scalar, 0, 0);

    private ValueSize? Find(IdentExpr ident) => ident.Rooted ? null : _scope.GetValueOrDefault(ident.Name);

    private bool IsRoot(Expr operand, string member, out ValueSize size)
    {
        size = ValueSize.Scalar;
        if (operand is not IdentExpr root || Find(root) is not null) return false;
        if (sizes.ResolveMember(root.Name, member) is not { } found) return false;
        size = found;
        return true;
    }

    private Measure Select(SelectExpr select)
    {
        if (IsRoot(select.Operand, select.Field, out var size)) return new Measure(Wrapped(size, select.Optional), 0, 0);
        var operand = Visit(select.Operand);
        return operand with { Size = Wrapped(MemberOf(operand.Size, select.Field), select.Optional || operand.Size.Optionals > 0) };
    }

    private Measure Index(IndexExpr index)
    {
        var operand = Visit(index.Operand);
        var key = Visit(index.Index);
        var part = Join(ElementOf(operand.Size), ValueOf(operand.Size)) ?? ValueSize.Scalar;
        return new Measure(
            Wrapped(part, index.Optional || operand.Size.Optionals > 0),
            Saturating.Add(Saturating.Add(operand.Units, key.Units), Hashing(key.Size)),
            operand.Weight + key.Weight);
    }

    private Measure Conditional(ConditionalExpr e)
    {
        var condition = Visit(e.Condition);
        var then = Visit(e.Then);
        var otherwise = Visit(e.Otherwise);
        return new Measure(
            Join(then.Size, otherwise.Size),
            Saturating.Add(condition.Units, Math.Max(then.Units, otherwise.Units)),
            condition.Weight + then.Weight + otherwise.Weight);
    }

    private Measure List(ListExpr list)
    {
        var element = ValueSize.Scalar;
        var (units, weight) = (0L, 0L);
        foreach (var item in list.Elements)
        {
            var measure = Visit(item.Value);
            element = Join(element, item.Optional ? Unwrapped(measure.Size) : measure.Size);
            units = Saturating.Add(units, measure.Units);
            weight += measure.Weight;
        }

        if (RoundWeight.IsConstant(list)) weight = 0;
        return new Measure(ValueSize.OfList(list.Elements.Length, element), units, weight);
    }

    private Measure Map(MapExpr map)
    {
        var (key, value) = (ValueSize.Scalar, ValueSize.Scalar);
        var (units, weight) = (0L, 0L);
        foreach (var entry in map.Entries)
        {
            var (name, content) = (Visit(entry.Key), Visit(entry.Value));
            key = Join(key, name.Size);
            value = Join(value, entry.Optional ? Unwrapped(content.Size) : content.Size);
            units = Saturating.Add(units, Saturating.Add(name.Units, Saturating.Add(content.Units, Hashing(name.Size))));
            weight += name.Weight + content.Weight;
        }

        return new Measure(ValueSize.OfMap(map.Entries.Length, key, value), units, weight);
    }

    private Measure Sum(IEnumerable<Expr> parts)
    {
        var (units, weight) = (0L, 0L);
        foreach (var part in parts)
        {
            var measure = Visit(part);
            units = Saturating.Add(units, measure.Units);
            weight += measure.Weight;
        }

        return new Measure(ValueSize.Scalar, units, weight);
    }
}
