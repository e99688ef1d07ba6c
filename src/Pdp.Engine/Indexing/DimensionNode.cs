using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>
/// Entries by what they ask of one attribute: a look-up by hash leads to those of the request's value, and besides there
/// are those that fail at it, whose errors must be seen, and those that ask nothing of the attribute.
/// </summary>
internal sealed class DimensionNode : IndexNode
{
    public required Dimension Dimension { get; init; }

    /// <summary>By value (or element): an item's position, or the complement of the position in <see cref="Children"/>.</summary>
    public required Dictionary<GuardKey, int> Keys { get; init; }

    /// <summary>What stands at the keys that more than one entry has.</summary>
    public required IndexNode[] Children { get; init; }

    /// <summary>By <see cref="ValueClass"/>, the ranges of that type.</summary>
    public RangeTree?[]? Ranges { get; init; }

    public PrefixTable<IndexNode>? Prefixes { get; init; }

    public IndexNode? Missing { get; init; }

    public IndexNode? MissingStep { get; init; }

    public IndexNode? Invalid { get; init; }

    /// <summary>By <see cref="ValueClass"/>, those that fail at every value of the class.</summary>
    public IndexNode?[]? Wrong { get; init; }

    /// <summary>Those that ask nothing here.</summary>
    public IndexNode? Any { get; init; }

    /// <summary>All that ask anything here, for lists too long, or too deep, to be looked up.</summary>
    public IndexNode? Everything { get; init; }

    public override void Find(ReadOnlySpan<Value> slots, CandidateList into)
    {
        Any?.Find(slots, into);
        switch (Dimension.Attribute.Read(slots, out var value))
        {
            case GuardBuckets.None:
                Find(value, slots, into);
                break;
            case GuardBuckets.Missing:
                Missing?.Find(slots, into);
                break;
            case GuardBuckets.MissingStep:
                MissingStep?.Find(slots, into);
                break;
            default:
                Invalid?.Find(slots, into);
                break;
        }
    }

    private void Find(in Value value, ReadOnlySpan<Value> slots, CandidateList into)
    {
        var valueClass = ValueClasses.Of(value);
        Wrong?[(int)valueClass]?.Find(slots, into);
        if (Dimension.IsMultiValued)
        {
            FindElements(value, slots, into);
            return;
        }

        FindKey(value, slots, into);
        Ranges?[(int)valueClass]?.Find(value, slots, into);
        if (Prefixes is { } prefixes && value.AsString is { } text)
        {
            foreach (var length in prefixes.Lengths)
            {
                if (text.Length < length) break;
                if (prefixes.TryGet(text, length, out var node)) node.Find(slots, into);
            }
        }
    }

    private void FindElements(in Value value, ReadOnlySpan<Value> slots, CandidateList into)
    {
        switch (Elements.Of(value))
        {
            case ElementKind.NotListed:
                Everything?.Find(slots, into);
                break;
            case ElementKind.List:
                foreach (ref readonly var item in value.AsList!.Items) FindKey(item, slots, into);
                break;
            case ElementKind.Map:
                var map = value.AsMap!;
                for (var i = 0; i < map.Count; i++) FindKey(map.EntryAt(i).Key, slots, into);
                break;
        }
    }

    private void FindKey(in Value value, ReadOnlySpan<Value> slots, CandidateList into)
    {
        if (Keys.Count == 0 || !GuardKey.TryFrom(value, out var key) || !Keys.TryGetValue(key, out var found)) return;
        if (found >= 0) into.Add(found);
        else Children[~found].Find(slots, into);
    }
}
