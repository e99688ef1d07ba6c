using Pdp.Language.Checking;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;

namespace Pdp.Language.PartialEvaluation;

/// <summary>Types and overloads of the nodes of one fold: those of the expression, and of nodes that are made on the way.</summary>
internal sealed class FoldTables
{
    private CelType?[] _types;
    private OverloadIds?[] _overloads;
    private int _next;

    /// <summary>Whether nodes have types at all; those of an expression that was not checked have none.</summary>
    public bool IsChecked { get; }

    public FoldTables(CheckedExpression expression)
    {
        IsChecked = expression.Types.Length > 0;
        _next = Math.Max(Math.Max(expression.Types.Length, expression.Overloads.Length), 1 + Largest(expression.Root));
        _types = Copy(expression.Types);
        _overloads = Copy(expression.Overloads);
    }

    /// <summary>The tables as they are; nodes that are made later are not in it.</summary>
    public (NodeTable<CelType> Types, NodeTable<OverloadIds> Overloads) Current =>
        (new NodeTable<CelType>(_types), new NodeTable<OverloadIds>(_overloads));

    public CelType TypeOf(Expr node) => FindType(node.Id) ?? CelType.Dyn;

    public CelType? FindType(int id) => id < _types.Length ? _types[id] : null;

    public OverloadIds? FindOverloads(int id) => id < _overloads.Length ? _overloads[id] : null;

    /// <summary>The id of a new node. In an expression that was not checked nodes have neither types nor overloads.</summary>
    public int Fresh(CelType? type, OverloadIds? overloads = null)
    {
        var id = _next++;
        if (id >= _types.Length) Array.Resize(ref _types, 2 * id + 16);
        if (id >= _overloads.Length) Array.Resize(ref _overloads, 2 * id + 16);
        if (!IsChecked) return id;
        _types[id] = type;
        _overloads[id] = overloads;
        return id;
    }

    /// <summary>The tree of another expression as part of this one, at the place of a name that stands for it.</summary>
    public Expr Graft(CheckedExpression other, TextSpan span)
    {
        return Copy(other.Root);

        Expr Copy(Expr node)
        {
            System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
            other.Types.TryGetValue(node.Id, out var type);
            other.Overloads.TryGetValue(node.Id, out var overloads);
            return TreeMap.WithParts(node, Copy) with { Id = Fresh(type, overloads), Span = span };
        }
    }

    private T?[] Copy<T>(NodeTable<T> table)
        where T : class
    {
        var items = new T?[_next + 16];
        for (var id = 0; id < table.Length; id++)
        {
            if (table.TryGetValue(id, out var item)) items[id] = item;
        }

        return items;
    }

    private static int Largest(Expr node)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var largest = node.Id;
        foreach (var part in Children.Of(node)) largest = Math.Max(largest, Largest(part));
        return largest;
    }
}
