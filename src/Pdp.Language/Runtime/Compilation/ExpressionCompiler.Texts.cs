using System.Collections.Immutable;
using Pdp.Language.Functions;
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
        if (!_specialise || overloads.Length != 1 || nodes.Length != 2) return null;
        if (nodes[1] is not ConstantNode { Value.AsString: { } constant }) return null;
        var span = arguments[0].Span;
        return overloads[0].Id switch
        {
            "starts_with_string" => TextTest<StartsWith>(nodes[0], span, constant, call),
            "ends_with_string" => TextTest<EndsWith>(nodes[0], span, constant, call),
            "contains_string" => TextTest<Contains>(nodes[0], span, constant, call),
            _ => null,
        };
    }

    private static Node TextTest<TTest>(Node operand, TextSpan operandSpan, string constant, CallExpr call)
        where TTest : struct, ITextTest => operand switch
        {
            AttributeNode attribute =>
                new TextTestNode<SlotOperand, TTest>(new SlotOperand(attribute), constant, call.Span),
            LocalNode local =>
                new TextTestNode<LocalOperand, TTest>(new LocalOperand(local.Index), constant, call.Span),
            _ => new TextTestNode<NodeOperand, TTest>(new NodeOperand(operand, operandSpan), constant, call.Span),
        };
}
