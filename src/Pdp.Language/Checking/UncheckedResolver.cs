using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Language.Syntax;

namespace Pdp.Language.Checking;

/// <summary>Resolves the names of a tree and nothing else; what means nothing stays and fails when it is evaluated.</summary>
internal sealed class UncheckedResolver(NameResolver names)
{
    private readonly List<string> _locals = [];

    public Expr Resolve(Expr node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return node switch
        {
            IdentExpr ident => Global(ident) ?? ident,
            SelectExpr select when Global(select) is { } global => global,
            SelectExpr select => select with { Operand = Resolve(select.Operand) },
            HasExpr has => has with { Operand = Resolve(has.Operand) },
            IndexExpr index => index with { Operand = Resolve(index.Operand), Index = Resolve(index.Index) },
            CallExpr call => Call(call),
            UnaryExpr unary => unary with { Operand = Resolve(unary.Operand) },
            BinaryExpr binary => binary with { Left = Resolve(binary.Left), Right = Resolve(binary.Right) },
            LogicExpr logic => logic with { Operands = Resolve(logic.Operands) },
            ConditionalExpr conditional => conditional with
            {
                Condition = Resolve(conditional.Condition),
                Then = Resolve(conditional.Then),
                Otherwise = Resolve(conditional.Otherwise),
            },
            ListExpr list => list with
            {
                Elements = [.. list.Elements.Select(element => element with { Value = Resolve(element.Value) })],
            },
            MapExpr map => map with
            {
                Entries = [.. map.Entries.Select(entry => entry with { Key = Resolve(entry.Key), Value = Resolve(entry.Value) })],
            },
            StructExpr message => message with
            {
                Fields = [.. message.Fields.Select(field => field with { Value = Resolve(field.Value) })],
            },
            MacroExpr macro => Macro(macro),
            BlockExpr block => block with { Bindings = Resolve(block.Bindings), Body = Resolve(block.Body) },
            BlockIndexExpr { Function: "iterVar" } index =>
                new IdentExpr(index.Id, index.Span, ExpressionParser.IterationVariable(index), Rooted: false),
            _ => node,
        };
    }

    private ImmutableArray<Expr> Resolve(ImmutableArray<Expr> nodes) => [.. nodes.Select(Resolve)];

    private IdentExpr? Global(Expr node)
    {
        if (NameResolver.QualifiedName(node, out var root) is not { } name) return null;
        if (!root!.Rooted && _locals.Contains(root.Name)) return null;
        return names.Find(name, root.Rooted, out var found) is null
            ? null
            : new IdentExpr(node.Id, node.Span, found, root.Rooted);
    }

    private CallExpr Call(CallExpr call)
    {
        var arguments = Resolve(call.Arguments);
        if (call.Target is null)
        {
            names.FindFunction(call.Function, out var found);
            return call with { Function = found, Arguments = arguments };
        }

        if (NameResolver.QualifiedName(call.Target, out var root) is { } prefix
            && (root!.Rooted || !_locals.Contains(root.Name))
            && names.Find(root.Name, root.Rooted, out _) is null
            && names.FindFunction($"{(root.Rooted ? "." : "")}{prefix}.{call.Function}", out var qualified) is { IsEmpty: false })
            return call with { Target = null, Function = qualified, Arguments = arguments };

        return call with { Target = Resolve(call.Target), Arguments = arguments };
    }

    private MacroExpr Macro(MacroExpr macro)
    {
        var range = Resolve(macro.Range);
        var outer = _locals.Count;
        _locals.Add(macro.Variable);
        if (macro.SecondVariable is { } second) _locals.Add(second);
        var result = macro with
        {
            Range = range,
            Filter = macro.Filter is null ? null : Resolve(macro.Filter),
            Body = Resolve(macro.Body),
        };
        _locals.RemoveRange(outer, _locals.Count - outer);
        return result;
    }
}
