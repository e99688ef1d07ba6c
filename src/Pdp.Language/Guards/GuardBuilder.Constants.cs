using Pdp.Language.Functions;
using Pdp.Language.Runtime;
using Pdp.Language.Runtime.Access;
using Pdp.Language.Runtime.Calls;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <content>Expressions that have one value whatever the request says.</content>
public sealed partial class GuardBuilder
{
    /// <summary>The value of an expression that reads nothing of the request; missing when it does, or fails.</summary>
    private Value Constant(Expr e, Place place)
    {
        if (e is LiteralExpr literal) return literal.Value;
        if (++_visits > MostVisits || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack()) return default;
        switch (Meaning(e, place))
        {
            case { Constant: { IsMissing: false } constant }:
                return constant;
            case { Variable: { } variable }:
                return Constant(variable);
            case { Bound: { } bound }:
                return Constant(bound.Expression, bound.Place);
            case { Operand: not null }:
                return default;
        }

        var value = Computed(e, place);
        return value.IsError ? default : value;
    }

    private Value Constant(VariableName variable)
    {
        if (variable.Constant is { } known) return known;
        var value = Constant(variable.Expression.Root, new Place(variable.Expression, variable.Names, null));
        if (_visits <= MostVisits) variable.Constant = value;
        return value;
    }

    private Value Computed(Expr e, Place place)
    {
        switch (e)
        {
            case SelectExpr { Optional: false } select:
                return Constant(select.Operand, place).AsMap is { } record && record.TryGet(select.Field, out var member) ? member : default;
            case IndexExpr { Optional: false } index:
                var container = Constant(index.Operand, place);
                if (container.AsMap is null && container.AsList is null) return default;
                return Constant(index.Index, place) is { IsMissing: false } key ? Members.Find(container, key) : default;
            case ListExpr list:
                return ConstantList(list, place);
            case MapExpr map:
                return ConstantMap(map, place);
            case UnaryExpr { Operator: UnaryOperator.Negate } negation:
                return Constant(negation.Operand, place) is { IsMissing: false } number
                    ? Evaluate(new NegateNode(new ConstantNode(number), e.Span))
                    : default;
            case BinaryExpr { Operator: >= BinaryOperator.Add } binary:
                return Constant(binary.Left, place) is { IsMissing: false } left && Constant(binary.Right, place) is { IsMissing: false } right
                    ? Evaluate(new ArithmeticNode(new ConstantNode(left), new ConstantNode(right), binary.Operator, 0, e.Span))
                    : default;
            case CallExpr call:
                return ConstantCall(call, place);
            default:
                return default;
        }
    }

    private Value ConstantList(ListExpr list, Place place)
    {
        var items = new Value[list.Elements.Length];
        for (var i = 0; i < items.Length; i++)
        {
            var element = list.Elements[i];
            if (element.Optional || Constant(element.Value, place) is not { IsMissing: false } item) return default;
            items[i] = item;
        }

        return Value.From(new CelList(items));
    }

    private Value ConstantMap(MapExpr map, Place place)
    {
        var entries = new KeyValuePair<Value, Value>[map.Entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = map.Entries[i];
            if (entry.Optional || Constant(entry.Key, place) is not { IsMissing: false } key
                || Constant(entry.Value, place) is not { IsMissing: false } value) return default;
            entries[i] = new(key, value);
        }

        return ValueMap.Create(entries);
    }

    private Value ConstantCall(CallExpr call, Place place)
    {
        if (OverloadOf(call, place) is not { } id || _functions.FindById(id) is not { IsPure: true, Code: not null } overload)
            return default;
        var arguments = call.Target is { } target && overload.IsMember ? call.Arguments.Insert(0, target) : call.Arguments;
        if (arguments.Length != overload.Parameters.Length) return default;
        var nodes = new Node[arguments.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            if (Constant(arguments[i], place) is not { IsMissing: false } value) return default;
            nodes[i] = new ConstantNode(value);
        }

        return Evaluate(new CallNode(new OverloadSet(overload.Function, [overload]), [.. nodes], call.Span));
    }

    private static Value Evaluate(Node node) => node.Evaluate(new Frame(0, 0, 0) { Fuel = UnchargedNode.Budget });
}
