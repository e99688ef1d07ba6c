using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.Golden;

/// <content>The macros of the standard environment as the comprehensions they mean.</content>
internal sealed partial class Projection
{
    private GoldenNode Macro(MacroExpr macro)
    {
        var type = check is null ? CelType.Dyn : TypeOf(macro);
        var range = Project(macro.Range);
        return macro.Kind switch
        {
            MacroKind.All => Loop(
                Constant(Value.True, CelType.Bool), NotStrictlyFalse(Accumulator(CelType.Bool)),
                Call("_&&_", CelType.Bool, "logical_and", Accumulator(CelType.Bool), Project(macro.Body))),
            MacroKind.Exists => Loop(
                Constant(Value.False, CelType.Bool),
                NotStrictlyFalse(Call("!_", CelType.Bool, "logical_not", Accumulator(CelType.Bool))),
                Call("_||_", CelType.Bool, "logical_or", Accumulator(CelType.Bool), Project(macro.Body))),
            MacroKind.ExistsOne => Counting(macro, range),
            MacroKind.Bind => Bind(macro, range),
            MacroKind.Map => Collecting(macro.Filter, Project(macro.Body)),
            _ => Collecting(macro.Body, Variable(macro, type)),
        };

        GoldenNode Loop(GoldenNode initial, GoldenNode condition, GoldenNode step) =>
            Typed(
                new GoldenComprehension(macro.Variable, range, "@result", initial, condition, step, Accumulator(type)), type, null);

        GoldenNode Collecting(Expr? filter, GoldenNode element)
        {
            var added = Call(
                "_+_", type, "add_list", Accumulator(type), Typed(new GoldenList([element]), type, null));
            var step = filter is null
                ? added
                : Call("_?_:_", type, "conditional", Project(filter), added, Accumulator(type));
            return Loop(Typed(new GoldenList([]), type, null), Constant(Value.True, CelType.Bool), step);
        }
    }

    private GoldenComprehension Bind(MacroExpr macro, GoldenNode bound)
    {
        var type = check is null ? CelType.Dyn : TypeOf(macro.Range);
        var body = Project(macro.Body);
        return Typed(
            new GoldenComprehension(
                "#unused", Typed(new GoldenList([]), CelType.DynList, null), macro.Variable, bound,
                Constant(Value.False, CelType.Bool), Typed(new GoldenIdent(macro.Variable), type, macro.Variable), body),
            body.Type ?? CelType.Dyn, null);
    }

    private GoldenComprehension Counting(MacroExpr macro, GoldenNode range)
    {
        var one = Constant(Value.From(1L), CelType.Int);
        var step = Call(
            "_?_:_", CelType.Int, "conditional", Project(macro.Body),
            Call("_+_", CelType.Int, "add_int64", Accumulator(CelType.Int), one), Accumulator(CelType.Int));
        var result = Call("_==_", CelType.Bool, "equals", Accumulator(CelType.Int), one);
        return Typed(
            new GoldenComprehension(
                macro.Variable, range, "@result", Constant(Value.From(0L), CelType.Int), Constant(Value.True, CelType.Bool), step, result),
            CelType.Bool, null);
    }

    private GoldenIdent Variable(MacroExpr macro, CelType list) =>
        Typed(new GoldenIdent(macro.Variable), list.Parameters.IsEmpty ? CelType.Dyn : list.Parameters[0], macro.Variable);

    private GoldenCall NotStrictlyFalse(GoldenNode operand) =>
        Call("@not_strictly_false", CelType.Bool, "not_strictly_false", operand);

    private GoldenCall Call(string function, CelType type, string reference, params ReadOnlySpan<GoldenNode> arguments) =>
        Typed(new GoldenCall(function, null, [.. arguments]), type, reference);

    private GoldenIdent Accumulator(CelType type) => Typed(new GoldenIdent("@result"), type, "@result");

    private GoldenConstant Constant(Value value, CelType type) => Typed(new GoldenConstant(value), type, null);
}
