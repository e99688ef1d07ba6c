namespace Pdp.Language.Values;

/// <summary>An immutable list. No element is missing or an error.</summary>
/// <param name="items">The elements; the caller gives them away and changes them no more.</param>
public sealed class CelList(Value[] items) : CelObject
{
    private readonly Value[] _items = items;

    /// <summary>The list without elements.</summary>
    public static CelList Empty { get; } = new([]);

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.List;

    /// <summary>Number of elements.</summary>
    public int Count => _items.Length;

    /// <summary>The elements in order.</summary>
    public ReadOnlySpan<Value> Items => _items;

    /// <summary>The element at an index from 0 to <see cref="Count"/> − 1.</summary>
    public Value this[int index] => _items[index];
}
