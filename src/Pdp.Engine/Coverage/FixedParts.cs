using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Engine.Compilation;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Engine.Coverage;

/// <summary>What a part of an expression is for every request.</summary>
internal enum Fixed
{
    /// <summary>That depends on the request.</summary>
    No,

    /// <summary>The same each time: it is not worked out which.</summary>
    Yes,

    /// <summary>True.</summary>
    True,

    /// <summary>False.</summary>
    False,
}

/// <summary>
/// Tells which parts of expressions can only ever be one value: those that name nothing of a request, whether by themselves or behind the
/// names of constants, variables and definitions, and <c>true || x</c>.
/// </summary>
/// <param name="names">What names mean where the expression stands.</param>
internal sealed class FixedParts(CoverageNames names)
{
    private static readonly ImmutableHashSet<string> Unbound = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>What a part is, outside of macros.</summary>
    public Fixed Of(Expr node) => Of(node, Unbound);

    /// <summary>What a part is.</summary>
    /// <param name="node">The part.</param>
    /// <param name="bound">The variables of the macros around it: their names mean nothing else there.</param>
    public Fixed Of(Expr node, ImmutableHashSet<string> bound)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case LogicExpr logic:
                return Of(logic, bound);
            case UnaryExpr { Operator: UnaryOperator.Not } not:
                return Not(Of(not.Operand, bound));
            case ConditionalExpr conditional:
                return Of(conditional.Condition, bound) switch
                {
                    Fixed.True => Of(conditional.Then, bound),
                    Fixed.False => Of(conditional.Otherwise, bound),
                    _ => Constant(node, bound),
                };
            case SelectExpr { Operand: IdentExpr root } select when !bound.Contains(root.Name) && names.Find(root.Name, select.Field) is { } named:
                return named.Constant.IsMissing ? named.Value : Told(named.Constant);
            case BinaryExpr binary when (ValueOf(binary.Left, bound), ValueOf(binary.Right, bound)) is ({ IsMissing: false } left, { IsMissing: false } right):
                return Compared(binary.Operator, left, right);
            default:
                return node is LiteralExpr literal ? Told(literal.Value) : Constant(node, bound);
        }
    }

    // true decides whatever stands beside it, an error as well; so does false the other way
    private Fixed Of(LogicExpr logic, ImmutableHashSet<string> bound)
    {
        var decides = logic.IsAnd ? Fixed.False : Fixed.True;
        var (all, same) = (true, true);
        foreach (var operand in logic.Operands)
        {
            var value = Of(operand, bound);
            if (value == decides) return decides;
            all &= value != Fixed.No;
            same &= value == Not(decides);
        }

        return !all ? Fixed.No : same ? Not(decides) : Fixed.Yes;
    }

    private Fixed Constant(Expr node, ImmutableHashSet<string> bound) => IsConstant(node, bound, Unbound) ? Fixed.Yes : Fixed.No;

    // nothing in it is named but by its own macros and what is fixed
    private bool IsConstant(Expr node, ImmutableHashSet<string> bound, ImmutableHashSet<string> own)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case IdentExpr name:
                return !name.Rooted && own.Contains(name.Name);
            case BlockExpr or BlockIndexExpr:
                return false;
            case SelectExpr { Operand: IdentExpr root } select when !bound.Contains(root.Name) && !own.Contains(root.Name) && names.Find(root.Name, select.Field) is { } named:
                return !named.Constant.IsMissing || named.Value != Fixed.No;
            case MacroExpr macro:
                var inner = own.Add(macro.Variable).Add(macro.SecondVariable ?? macro.Variable);
                return IsConstant(macro.Range, bound, own) && Children.Of(macro).Skip(1).All(part => IsConstant(part, bound, inner));
            default:
                return Children.Of(node).All(part => IsConstant(part, bound, own));
        }
    }

    private Value ValueOf(Expr node, ImmutableHashSet<string> bound) => node switch
    {
        LiteralExpr literal => literal.Value,
        SelectExpr { Operand: IdentExpr root } select when !bound.Contains(root.Name) => names.Find(root.Name, select.Field)?.Constant ?? default,
        ListExpr list => ListOf(list, bound),
        _ => default,
    };

    private Value ListOf(ListExpr list, ImmutableHashSet<string> bound)
    {
        var items = new Value[list.Elements.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = list.Elements[i].Optional ? default : ValueOf(list.Elements[i].Value, bound);
            if (items[i].IsMissing) return default;
        }

        return Value.From(new CelList(items));
    }

    private static Fixed Compared(BinaryOperator op, Value left, Value right)
    {
        if (op is BinaryOperator.Equal or BinaryOperator.NotEqual) return Told(ValueEquality.AreEqual(left, right) == (op == BinaryOperator.Equal));
        if (op == BinaryOperator.In && right.AsList is { } list) return Told(list.Items.ToArray().Any(item => ValueEquality.AreEqual(item, left)));
        if (!ValueOrder.TryCompare(left, right, out var order) || order == ValueOrder.Unordered) return Fixed.Yes;
        return op switch
        {
            BinaryOperator.Less => Told(order < 0),
            BinaryOperator.LessOrEqual => Told(order <= 0),
            BinaryOperator.Greater => Told(order > 0),
            BinaryOperator.GreaterOrEqual => Told(order >= 0),
            _ => Fixed.Yes,
        };
    }

    private static Fixed Told(in Value value) => value.IsBool ? Told(value.AsBool) : Fixed.Yes;

    private static Fixed Told(bool value) => value ? Fixed.True : Fixed.False;

    private static Fixed Not(Fixed value) => value switch
    {
        Fixed.True => Fixed.False,
        Fixed.False => Fixed.True,
        _ => value,
    };
}
