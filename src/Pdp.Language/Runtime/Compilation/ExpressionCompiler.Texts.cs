using System.Collections.Immutable;
using Pdp.Language.Functions;
using Pdp.Language.Regex;
using Pdp.Language.Runtime.Calls;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Syntax;
using Pdp.Language.Text;

namespace Pdp.Language.Runtime.Compilation;

/// <content>Calls that have nodes of their own: tests of strings with constants.</content>
internal sealed partial class ExpressionCompiler
{
    private Node? Specialised(
        ImmutableArray<Overload> overloads, ImmutableArray<Expr> arguments, ImmutableArray<Node> nodes, CallExpr call)
    {
        if (overloads.Length != 1 || nodes.Length != 2) return null;
        if (ConstantOf(nodes[1]).AsString is not { } constant) return null;
        var span = arguments[0].Span;
        switch (overloads[0].Id)
        {
            case "starts_with_string" when _specialise:
                return TextTest(nodes[0], span, default(StartsWith), constant, call);
            case "ends_with_string" when _specialise:
                return TextTest(nodes[0], span, default(EndsWith), constant, call);
            case "contains_string" when _specialise:
                return TextTest(nodes[0], span, default(Contains), constant, call);
            case "matches" or "matches_string" when Re2Pattern.TryCompile(constant, out var pattern, out _):
                // In every form of the program: a constant pattern is not charged for being compiled.
                var text = _specialise ? nodes[0] : new WithConstantNode(nodes[0], nodes[1]);
                return TextTest(text, span, new MatchesPattern(pattern), constant, call);
            default:
                return null;
        }
    }

    private static Node TextTest<TTest>(Node operand, TextSpan operandSpan, TTest test, string constant, CallExpr call)
        where TTest : struct, ITextTest => operand switch
        {
            AttributeNode attribute =>
                new TextTestNode<SlotOperand, TTest>(new SlotOperand(attribute), test, constant, call.Span),
            LocalNode local =>
                new TextTestNode<LocalOperand, TTest>(new LocalOperand(local.Index), test, constant, call.Span),
            _ => new TextTestNode<NodeOperand, TTest>(new NodeOperand(operand, operandSpan), test, constant, call.Span),
        };
}
