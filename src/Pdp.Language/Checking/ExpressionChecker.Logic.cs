using System.Collections.Immutable;
using Pdp.Language.Diagnostics;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <content>
/// <c>&amp;&amp;</c>, <c>||</c> and <c>?:</c>. In an environment where <c>resource.type</c> is known, an operand beside
/// <c>resource.type == 'other'</c> cannot decide anything: what it says of attributes is not held against it there.
/// </content>
internal sealed partial class ExpressionChecker
{
    private static readonly OverloadIds AndIds = new(["logical_and"]);
    private static readonly OverloadIds OrIds = new(["logical_or"]);

    private Typed CheckLogic(LogicExpr logic)
    {
        var place = logic.IsAnd ? "an operand of `&&`" : "an operand of `||`";
        var operands = ImmutableArray.CreateBuilder<Expr>(logic.Operands.Length);
        var starts = new int[logic.Operands.Length + 1];
        var decisive = new bool[logic.Operands.Length];
        var areAllKnown = true;
        var isDecided = false;
        for (var i = 0; i < logic.Operands.Length; i++)
        {
            starts[i] = _diagnostics.Count;
            var operand = CheckValue(logic.Operands[i]);
            Expect(operand, CelType.Bool, place);
            operands.Add(operand.Node);
            decisive[i] = logic.IsAnd ? operand.IsKnownFalse : operand.IsKnownTrue;
            isDecided |= decisive[i];
            areAllKnown &= operand.Known.IsBool;
        }

        starts[^1] = _diagnostics.Count;
        if (isDecided)
        {
            for (var i = logic.Operands.Length - 1; i >= 0; i--)
            {
                if (!decisive[i]) RetractUnreachable(starts[i], starts[i + 1]);
            }
        }

        Record(ref _overloads, logic.Id, logic.IsAnd ? AndIds : OrIds);
        return new Typed(logic with { Operands = operands.MoveToImmutable() }, CelType.Bool)
        {
            Known = isDecided || areAllKnown ? Value.From(logic.IsAnd != isDecided) : default,
        };
    }

    private Typed CheckConditional(ConditionalExpr conditional)
    {
        var condition = CheckValue(conditional.Condition);
        var start = _diagnostics.Count;
        var then = CheckValue(conditional.Then);
        var middle = _diagnostics.Count;
        var otherwise = CheckValue(conditional.Otherwise);
        if (condition.IsKnownTrue) RetractUnreachable(middle, _diagnostics.Count);
        if (condition.IsKnownFalse) RetractUnreachable(start, middle);
        Expect(condition, CelType.Bool, "the condition of `?:`");
        var node = conditional with { Condition = condition.Node, Then = then.Node, Otherwise = otherwise.Node };
        var type = ResolveOverload(
            conditional.Id, OperatorLibrary.Find(OperatorLibrary.Conditional, _environment.CrossTypeOrder), false,
            [CelType.Dyn, then.Type, otherwise.Type]);
        if (type is null)
        {
            Report(
                DiagnosticCodes.TypeMismatch,
                $"expected {TypeText.Of(Resolved(then.Type))}, got {TypeText.Of(Resolved(otherwise.Type))}: both results of `?:` have one type",
                otherwise.Node.Span, "wrap one of them in `dyn(…)` if they are to differ", IsAttributeDependent(node));
            return new Typed(node, CelType.Error);
        }

        var chosen = condition.IsKnownTrue ? then.Known : condition.IsKnownFalse ? otherwise.Known : default;
        return new Typed(node, type) { Known = chosen };
    }

    private void RetractUnreachable(int from, int to) => _diagnostics.Retract(
        from, to,
        diagnostic => diagnostic.Code is DiagnosticCodes.UnknownAttribute or DiagnosticCodes.UntypedAttribute or DiagnosticCodes.NotAnEnumValue
            || _dependent.Contains(diagnostic));
}
