using System.Diagnostics.CodeAnalysis;
using Pdp.Language.Syntax;

namespace Pdp.Language.Checking;

/// <summary>What is known of each node of one tree, by <see cref="Expr.Id"/>. Immutable once it is handed out.</summary>
/// <typeparam name="T">What is known of a node.</typeparam>
public sealed class NodeTable<T>
    where T : class
{
    private readonly T?[] _items;

    internal NodeTable(T?[] items) => _items = items;

    /// <summary>What is known of a node.</summary>
    /// <exception cref="KeyNotFoundException">There is no entry.</exception>
    public T this[int id] => TryGetValue(id, out var value) ? value : throw new KeyNotFoundException($"no entry for node {id}");

    /// <summary>Looks a node up.</summary>
    public bool TryGetValue(int id, [MaybeNullWhen(false)] out T value)
    {
        value = (uint)id < (uint)_items.Length ? _items[id] : null;
        return value is not null;
    }

    /// <summary>One more than the largest id there may be an entry for.</summary>
    internal int Length => _items.Length;
}
