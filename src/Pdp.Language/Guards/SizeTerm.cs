using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>How many elements a list has, or entries a map: <c>size(subject.groups)</c>.</summary>
/// <param name="container">The list or map.</param>
/// <param name="ofLists">Whether a list has a size.</param>
/// <param name="ofMaps">Whether a map has one.</param>
internal sealed class SizeTerm(GuardTerm container, bool ofLists, bool ofMaps) : GuardTerm
{
    internal override bool IsOfRequest => container.IsOfRequest;

    private GuardTerm Container => container;

    private (bool OfLists, bool OfMaps) Kinds => (ofLists, ofMaps);

    public override GuardBuckets Read(ReadOnlySpan<Value> slots, out Value value)
    {
        value = default;
        if (container.Read(slots, out var all) != GuardBuckets.None) return GuardBuckets.Invalid;
        if (ofLists && all.AsList is { } list) value = Value.From((long)list.Count);
        else if (ofMaps && all.AsMap is { } map) value = Value.From((long)map.Count);
        return value.IsMissing ? GuardBuckets.Invalid : GuardBuckets.None;
    }

    public override bool Equals(GuardTerm? other) => ReferenceEquals(this, other) || (other is SizeTerm size && container.Equals(size.Container) && (ofLists, ofMaps) == size.Kinds);

    public override int GetHashCode() => HashCode.Combine(nameof(SizeTerm), container);

    public override string ToString() => $"size({container})";
}
