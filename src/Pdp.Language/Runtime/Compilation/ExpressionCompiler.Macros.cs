using System.Collections.Immutable;
using System.Diagnostics;
using Pdp.Language.Cost;
using Pdp.Language.Runtime.Comparisons;
using Pdp.Language.Runtime.Loops;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Syntax;
using Pdp.Language.Text;

namespace Pdp.Language.Runtime.Compilation;

/// <content>
/// Macros and their variables. Every variable of a program has an index of its own: a lazily evaluated expression may
/// loop while its reader stands in another loop.
/// </content>
internal sealed partial class ExpressionCompiler
{
    private int _nextLocal = options.FirstLocal;
    private ImmutableDictionary<string, Node> _scope = ImmutableDictionary.Create<string, Node>(StringComparer.Ordinal);
    private ImmutableArray<Node> _block = [];

    private Node? FindLocal(IdentExpr ident) => ident.Rooted ? null : _scope.GetValueOrDefault(ident.Name);

    private Node CompileMacro(MacroExpr macro)
    {
        var range = Compile(macro.Range);
        var outer = _scope;
        var first = _nextLocal++;
        var second = macro.SecondVariable is null ? -1 : _nextLocal++;
        _scope = outer.SetItem(
            macro.Variable,
            macro.Kind == MacroKind.Bind ? new LazyLocalNode(first, range) : new LocalNode(first));
        if (macro.SecondVariable is not null) _scope = _scope.SetItem(macro.SecondVariable, new LocalNode(second));
        var node = Loop(macro, range, new LoopVariables(first, second));
        _scope = outer;
        return node;
    }

    private Node Loop(MacroExpr macro, Node range, LoopVariables variables)
    {
        var rangeSpan = macro.Range.Span;
        var span = macro.Span;
        var weight = _weight;
        var filter = macro.Filter is null ? null : CompileCondition(macro.Filter);
        var body = macro.Kind is MacroKind.All or MacroKind.Exists or MacroKind.ExistsOne or MacroKind.Filter
            ? CompileCondition(macro.Body)
            : Compile(macro.Body);
        var loop = new LoopShape(range, variables, RoundWeight.Units(_weight - weight), rangeSpan, span);
        return macro.Kind switch
        {
            MacroKind.All => Quantifier(loop, body, Truth.False),
            MacroKind.Exists => Quantifier(loop, body, Truth.True),
            MacroKind.ExistsOne => new ExistsOneNode(loop, body),
            MacroKind.Filter => new FilterNode(loop, body),
            MacroKind.Map or MacroKind.TransformList => new TransformListNode(loop, filter, body),
            MacroKind.TransformMap => new TransformMapNode(loop, filter, body),
            MacroKind.TransformMapEntry => new TransformMapEntryNode(loop, filter, body, macro.Body.Span),
            MacroKind.SortBy => new SortByNode(loop, body),
            MacroKind.Bind => new LazyScopeNode(variables.First, 1, body, macro.Body.Span),
            MacroKind.OptMap or MacroKind.OptFlatMap => new OptionalMapNode(
                range, variables.First, body, macro.Kind == MacroKind.OptFlatMap, rangeSpan, macro.Body.Span),
            _ => throw new UnreachableException($"no loop for {macro.Kind}"),
        };
    }

    private static ConditionNode Quantifier(in LoopShape loop, Node predicate, Truth decisive) =>
        loop.Variables.Second < 0 && predicate is TotalTest total && total.Local == loop.Variables.First
            ? new TotalQuantifierNode(loop, total, decisive)
            : new QuantifierNode(loop, predicate, decisive);

    private LazyScopeNode CompileBlock(BlockExpr block)
    {
        var outer = _block;
        var first = _nextLocal;
        _nextLocal += block.Bindings.Length;
        _block = [];
        foreach (var binding in block.Bindings)
            _block = _block.Add(new LazyLocalNode(first + _block.Length, Compile(binding)));
        var body = Compile(block.Body);
        _block = outer;
        return new LazyScopeNode(first, block.Bindings.Length, body, block.Body.Span);
    }

    private Node CompileBlockIndex(BlockIndexExpr index)
    {
        var found = index.Function switch
        {
            "index" => _block.ElementAtOrDefault(index.First),
            "iterVar" => _scope.GetValueOrDefault(ExpressionParser.IterationVariable(index)),
            _ => null,
        };
        return found ?? Fail($"`cel.{index.Function}({index.First})` is not defined at this place", index.Span);
    }
}
