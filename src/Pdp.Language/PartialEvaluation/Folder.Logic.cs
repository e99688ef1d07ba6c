using System.Collections.Immutable;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <content>
/// <c>&amp;&amp;</c>, <c>||</c>, <c>!</c> and <c>?:</c>. An operand in error stays beside one that is unknown: the other
/// may absorb it, and if it does not, the whole is an error.
/// </content>
internal sealed partial class Folder
{
    private Folded Logic(LogicExpr logic, Use use) =>
        Combined(logic, [.. logic.Operands.Select(Condition)], use);

    /// <summary>Operands, each a condition, joined by <c>&amp;&amp;</c> or <c>||</c>.</summary>
    private Folded Combined(LogicExpr logic, ImmutableArray<Folded> operands, Use use)
    {
        Folded? error = null;
        var parts = ImmutableArray.CreateBuilder<Folded>(operands.Length);
        foreach (var operand in operands.SelectMany(operand => Flat(operand, logic.IsAnd)))
        {
            if (operand.IsValue)
            {
                if (operand.Known.AsBool != logic.IsAnd) return Known(logic, Value.From(!logic.IsAnd));
                continue;
            }

            // Of several errors the first is reported.
            if (operand.IsError && error is not null) continue;
            if (operand.IsError) error = operand;
            parts.Add(operand);
        }

        if (parts.Count == 0) return Known(logic, Value.From(logic.IsAnd));
        var kept = parts.ToImmutable();
        var whole = Joined(logic with { Operands = [.. kept.Select(part => part.Node)] }, kept.AsSpan());
        if (kept is not [var only]) return whole with { Operands = kept };
        return MayReplace(logic, only.Node, use) ? only : only with
        {
            Node = WithNeutral(logic, only.Node),
            Cause = CauseOf(only),
            Operands = [],
            Negated = null,
        };
    }

    /// <summary>The operands of an operand that is a chain of the same operator.</summary>
    private static ImmutableArray<Folded> Flat(Folded operand, bool isAnd) =>
        operand.Node is LogicExpr inner && inner.IsAnd == isAnd && !operand.Operands.IsEmpty ? operand.Operands : [operand];

    /// <summary>The operand as a condition still: <c>x &amp;&amp; true</c> is an error where <c>x</c> is 5.</summary>
    private LogicExpr WithNeutral(LogicExpr logic, Expr only) => logic with
    {
        Operands = [only, new LiteralExpr(Tables.Fresh(CelType.Bool), logic.Span, Value.From(logic.IsAnd))],
    };

    /// <summary>Whether one condition may stand for another expression of the same truth.</summary>
    private bool MayReplace(Expr whole, Expr part, Use use) => use switch
    {
        Use.Condition => Tables.TypeOf(part).Kind is CelTypeKind.Bool or CelTypeKind.Dyn,
        Use.Whole => Tables.TypeOf(whole).Equals(Tables.TypeOf(part)),
        _ => IsBool(part) && Tables.TypeOf(whole).Equals(Tables.TypeOf(part)),
    };

    private Folded Not(UnaryExpr not, Use use)
    {
        var operand = Condition(not.Operand);
        if (operand.IsValue) return Known(not, Value.From(!operand.Known.AsBool));
        var rebuilt = not with { Operand = operand.Node };
        if (operand.IsError && MayReplace(not, operand.Node, use)) return operand;
        if (operand.Negated is { } twice && MayReplace(not, twice.Node, use)) return twice;
        return Joined(rebuilt, operand) with { Negated = operand, Known = operand.Known, Cause = CauseOf(operand) };
    }

    private Folded Conditional(ConditionalExpr conditional, Use use)
    {
        var condition = Condition(conditional.Condition);
        var then = Fold(conditional.Then, Branch(use, condition.Known.IsBool));
        var otherwise = Fold(conditional.Otherwise, Branch(use, condition.Known.IsBool));
        var rebuilt = conditional with { Condition = condition.Node, Then = then.Node, Otherwise = otherwise.Node };
        var whole = Joined(rebuilt, condition, then, otherwise);
        if (condition.IsError) return Failed(whole, condition);
        if (condition.IsValue) return Replaced(whole, condition.Known.AsBool ? then : otherwise, use);
        if (!then.Known.IsBool || !otherwise.Known.IsBool || then.Known.AsBool == otherwise.Known.AsBool) return whole;
        if (!then.Known.AsBool && condition.Negated is { } twice && MayReplace(conditional, twice.Node, use)) return twice;
        var node = then.Known.AsBool ? condition.Node : NotOf(condition.Node);
        if (!MayReplace(conditional, node, use)) return whole;
        return then.Known.AsBool ? condition : Joined(node, condition) with { Negated = condition };
    }

    /// <summary>
    /// How one of several results is used. While it is not known which counts, they keep their types, which the checker
    /// wants to be one.
    /// </summary>
    private static Use Branch(Use use, bool isChosen) => use == Use.Condition && !isChosen ? Use.Whole : use;

    /// <summary>A part that the whole always evaluates to, in its place: <c>true ? a : b</c> is <c>a</c>.</summary>
    /// <param name="whole">What stands if the part may not take its place.</param>
    /// <param name="part">The part.</param>
    /// <param name="use">How the whole is used.</param>
    private Folded Replaced(Folded whole, Folded part, Use use)
    {
        if (part.IsValue) return Known(whole.Node, part.Known);
        var type = Tables.TypeOf(whole.Node);
        if (type.Equals(Tables.TypeOf(part.Node)) || (use == Use.Condition && MayReplace(whole.Node, part.Node, use))) return part;

        // The checker may want it to be as untyped, or as general, as the whole.
        if (type.Kind == CelTypeKind.Dyn && Make.Dyn(Tables, functions, part.Node) is { } untyped) return Strict(untyped, part);
        return part.IsError ? Failed(whole, part) : whole;
    }

    /// <summary>Whether a node never has a value that is no bool; it may be an error.</summary>
    private bool IsBool(Expr node) => node switch
    {
        LogicExpr or HasExpr or UnaryExpr { Operator: UnaryOperator.Not } => true,
        BinaryExpr binary => binary.Operator <= BinaryOperator.In,
        LiteralExpr literal => literal.Value.IsBool,
        ValueExpr known => known.Value.IsBool,
        ConditionalExpr conditional => IsBool(conditional.Then) && IsBool(conditional.Otherwise),
        MacroExpr { Kind: MacroKind.Bind } bind => IsBool(bind.Body),
        MacroExpr macro => macro.Kind is MacroKind.All or MacroKind.Exists or MacroKind.ExistsOne,
        CallExpr call => Tables.FindOverloads(call.Id) is { } chosen
            && chosen.Ids.All(id => functions.FindById(id) is { Result.Kind: CelTypeKind.Bool, Code: not null }),
        _ => false,
    };
}
