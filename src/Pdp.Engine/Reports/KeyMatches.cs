using System.Collections.Immutable;
using Pdp.Engine.Indexing;
using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Reports;

/// <summary>Why an index found an item.</summary>
internal static class KeyMatches
{
    private const int LongestText = 200;

    /// <summary>
    /// What of an item's questions the looked up attributes answer. Of several ways in which it may be a candidate the first is
    /// told that holds, or else, since an index need not look at everything, the first of which all that was looked up does.
    /// </summary>
    /// <param name="guard">The item's guard.</param>
    /// <param name="lookedUp">What was looked up.</param>
    /// <param name="slots">The slots of the request.</param>
    public static ImmutableArray<KeyMatch> Of(Guard guard, IReadOnlySet<Dimension> lookedUp, ReadOnlySpan<Value> slots)
    {
        GuardClause? found = null;
        foreach (var clause in guard.Clauses)
        {
            if (!clause.Admits(slots)) continue;
            found = clause;
            break;
        }

        foreach (var clause in guard.Clauses)
        {
            if (found is not null) break;
            if (Holds(clause, lookedUp, slots)) found = clause;
        }

        var matches = ImmutableArray.CreateBuilder<KeyMatch>();
        foreach (var atom in found?.Atoms ?? [])
        {
            if (Dimension.TryOf(atom, out var dimension) && lookedUp.Contains(dimension) && atom.Admits(slots)) matches.Add(Of(atom, slots));
        }

        return matches.ToImmutable();
    }

    private static bool Holds(GuardClause clause, IReadOnlySet<Dimension> lookedUp, ReadOnlySpan<Value> slots)
    {
        foreach (var atom in clause.Atoms)
        {
            if (Dimension.TryOf(atom, out var dimension) && lookedUp.Contains(dimension) && !atom.Admits(slots)) return false;
        }

        return true;
    }

    private static KeyMatch Of(GuardAtom atom, ReadOnlySpan<Value> slots)
    {
        var attribute = atom.Attribute.ToString();
        switch (atom.Attribute.Read(slots, out var value))
        {
            case GuardBuckets.None: break;
            case GuardBuckets.Invalid: return new KeyMatch(attribute, KeyMatchKind.Invalid, "");
            default: return new KeyMatch(attribute, KeyMatchKind.Missing, "");
        }

        if (atom.AcceptsAll(ValueClasses.Of(value))) return new KeyMatch(attribute, KeyMatchKind.WrongType, "");
        switch (atom.Kind)
        {
            case GuardAtomKind.Range:
                return new KeyMatch(attribute, KeyMatchKind.Range, atom.Range!.ToString());
            case GuardAtomKind.Prefix:
                return new KeyMatch(attribute, KeyMatchKind.Prefix, Literal(Value.From(atom.Prefix!)));
            case GuardAtomKind.Elements:
                if (Elements.Of(value) == ElementKind.NotListed) return new KeyMatch(attribute, KeyMatchKind.NotListed, "");
                foreach (ref readonly var key in atom.Keys.Items.AsSpan())
                {
                    if (Has(value, key)) return new KeyMatch(attribute, KeyMatchKind.Element, Literal(key.Value));
                }

                return new KeyMatch(attribute, KeyMatchKind.NotListed, "");
            default:
                return new KeyMatch(attribute, KeyMatchKind.Value, Literal(value));
        }
    }

    private static bool Has(in Value container, in GuardKey key)
    {
        if (container.AsMap is { } map) return map.TryGet(key.Value, out _);
        foreach (ref readonly var item in container.AsList!.Items)
        {
            if (GuardKey.TryFrom(item, out var other) && other == key) return true;
        }

        return false;
    }

    private static string Literal(in Value value) => CelText.ToLiteral(value, LongestText);
}
