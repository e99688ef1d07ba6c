using System.Collections.Immutable;
using Pdp.Language.Functions;
using Pdp.Language.Runtime.Access;
using Pdp.Language.Runtime.Calls;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Syntax;

namespace Pdp.Language.Runtime.Compilation;

/// <content>Calls of functions.</content>
internal sealed partial class ExpressionCompiler
{
    private Node CompileCall(CallExpr call)
    {
        var overloads = Overloads(call);
        if (overloads.IsEmpty) return Fail($"undeclared reference to function `{call.Function}`", call.FunctionSpan);

        var arguments = overloads[0].IsMember && call.Target is not null
            ? call.Arguments.Insert(0, call.Target)
            : call.Arguments;
        var nodes = arguments.Select(Compile).ToImmutableArray();
        if (overloads is [var only] && OptionalCall(only, arguments, nodes) is { } optional)
            return Fold(optional, nodes.All(IsConstant));
        if (nodes.Length > 2 && IsFolded(overloads[0])) return FoldedCall(overloads[0].Function, nodes, call);
        var set = new OverloadSet(overloads[0].Function, overloads);
        var node = Specialised(overloads, arguments, nodes, call) ?? new CallNode(set, nodes, call.Span);
        return Fold(node, set.IsPure && nodes.All(IsConstant));
    }

    /// <summary>
    /// Calls on optionals: <c>or</c> and <c>orValue</c> are lazy, and no optional is made for what is asked at once.
    /// </summary>
    private static Node? OptionalCall(Overload overload, ImmutableArray<Expr> arguments, ImmutableArray<Node> nodes) =>
        nodes.Length != overload.Parameters.Length ? null : overload.Id switch
        {
            "optional_orValue_value" => new OrValueNode(nodes[0], arguments[0].Span, nodes[1]),
            "optional_or_optional" => new OrOptionalNode(nodes[0], arguments[0].Span, nodes[1], arguments[1].Span),
            "optional_hasValue" when nodes[0] is OptionalNode optional => new HasOptionalNode(optional),
            _ => null,
        };

    /// <summary>Functions of any number of arguments that are declared for two.</summary>
    private static bool IsFolded(Overload overload) => overload.Function is "math.greatest" or "math.least";

    /// <summary>Which overload a step uses depends on the kind of the greatest so far: all of them are at hand.</summary>
    private Node FoldedCall(string function, ImmutableArray<Node> nodes, CallExpr call) =>
        Fold(new FoldedCallNode(new OverloadSet(function, functions.Find(function)), nodes, call.Span), nodes.All(IsConstant));

    private ImmutableArray<Overload> Overloads(CallExpr call)
    {
        if (expression.Overloads.TryGetValue(call.Id, out var found))
            return [.. found.Ids.Select(functions.FindById).OfType<Overload>()];
        if (call.Target is null) return [.. functions.Find(call.Function).Where(overload => !overload.IsMember)];
        if (QualifiedName(call.Target) is { } name)
        {
            var global = functions.Find($"{name}.{call.Function}").Where(overload => !overload.IsMember);
            if (global.Any()) return [.. global];
        }

        return [.. functions.Find(call.Function).Where(overload => overload.IsMember)];
    }

    /// <summary>The target of a call as the namespace it may be: <c>math</c> in <c>math.abs(x)</c>.</summary>
    private string? QualifiedName(Expr target) => target switch
    {
        IdentExpr ident when FindLocal(ident) is null => ident.Name,
        SelectExpr { Optional: false } select when QualifiedName(select.Operand) is { } name => $"{name}.{select.Field}",
        _ => null,
    };
}
