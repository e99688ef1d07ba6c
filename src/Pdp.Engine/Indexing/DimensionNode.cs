using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>
/// Entries by what they ask of one attribute: a look-up by hash leads to those of the request's value, and besides there
/// are those that fail at it, whose errors must be seen, and those that ask nothing of the attribute.
/// </summary>
internal sealed class DimensionNode : IndexNode
{
    /// <summary>The dimension's number.</summary>
    public required int Number { get; init; }

    public required IndexDimension Dimension { get; init; }

    /// <summary>By the number of a value (or element), what stands there.</summary>
    public required NumberMap Keys { get; init; }

    /// <summary>The nodes among what stands at keys.</summary>
    public required IndexNode[] Children { get; init; }

    /// <summary>By <see cref="ValueClass"/>, the ranges of that type.</summary>
    public RangeIndex?[]? Ranges { get; init; }

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

    public override long Bytes => 120 + Keys.Bytes + (Prefixes?.Bytes ?? 0) + Parts().Distinct().Sum(node => node.Bytes)
        + (Ranges?.Sum(ranges => ranges?.Bytes ?? 0) ?? 0);

    public override void Find(scoped in Finding finding)
    {
        Any?.Find(finding);
        var code = finding.Code(Number);
        switch (code)
        {
            case > 0:
                if (!Dimension.Dimension.IsMultiValued) FindKey(code, finding);
                break;
            case Finding.OtherValue:
                break;
            case Finding.Missing:
                Missing?.Find(finding);
                return;
            case Finding.MissingStep:
                MissingStep?.Find(finding);
                return;
            default:
                Invalid?.Find(finding);
                return;
        }

        if (Wrong is null && Ranges is null && Prefixes is null && !Dimension.Dimension.IsMultiValued) return;
        Dimension.Dimension.Attribute.Read(finding.Slots, out var value);
        FindInside(value, finding);
    }

    private void FindInside(in Value value, scoped in Finding finding)
    {
        var valueClass = ValueClasses.Of(value);
        Wrong?[(int)valueClass]?.Find(finding);
        if (Dimension.Dimension.IsMultiValued)
        {
            FindElements(value, finding);
            return;
        }

        Ranges?[(int)valueClass]?.Find(value, finding);
        if (Prefixes is { } prefixes && value.AsString is { } text)
        {
            foreach (var length in prefixes.Lengths)
            {
                if (text.Length < length) break;
                if (prefixes.TryGet(text, length, out var node)) node.Find(finding);
            }
        }
    }

    private void FindElements(in Value value, scoped in Finding finding)
    {
        switch (Elements.Of(value))
        {
            case ElementKind.NotListed:
                Everything?.Find(finding);
                break;
            case ElementKind.List:
                foreach (ref readonly var item in value.AsList!.Items) FindKey(Dimension.Keys.Find(item), finding);
                break;
            case ElementKind.Map:
                var map = value.AsMap!;
                for (var i = 0; i < map.Count; i++) FindKey(Dimension.Keys.Find(map.EntryAt(i).Key), finding);
                break;
        }
    }

    private void FindKey(int number, scoped in Finding finding)
    {
        if (number == 0) return;
        var found = Keys[number];
        switch (found.Kind)
        {
            case TargetKind.Item:
                finding.Into.Add(new Candidate(found.Place));
                break;
            case TargetKind.Group:
                PackedGroups.Find(finding, found.Place);
                break;
            default:
                if (found.Place > 0) Children[found.Place - 1].Find(finding);
                break;
        }
    }

    private IEnumerable<IndexNode> Parts()
    {
        IEnumerable<IndexNode?> all = [.. Children, .. Prefixes?.Items ?? [], .. Wrong ?? [], Missing, MissingStep, Invalid, Any, Everything];
        return all.OfType<IndexNode>();
    }
}
