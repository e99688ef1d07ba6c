namespace Pdp.Language.Guards;

/// <summary>
/// "And" and "or" of atoms on one attribute. An atom is the set of ways in which reading can end that it accepts: values,
/// and buckets. A result may accept more than the operands say, never less.
/// </summary>
internal static class AtomAlgebra
{
    /// <summary>One atom for both; null when both are to stay.</summary>
    public static GuardAtom? Intersect(GuardAtom a, GuardAtom b)
    {
        var read = a.Buckets & b.Buckets & GuardBuckets.Unreadable;
        var wrong = a.Buckets & b.Buckets & GuardBuckets.WrongType;
        if (a.Kind == GuardAtomKind.Presence) return b.With(read | (b.Buckets & GuardBuckets.WrongType));
        if (b.Kind == GuardAtomKind.Presence) return a.With(read | (a.Buckets & GuardBuckets.WrongType));
        if (a.Kind == GuardAtomKind.Values && (b.Kind == GuardAtomKind.Values || !HasWrongType(a))) return Values(a, b, read | wrong);
        if (b.Kind == GuardAtomKind.Values && !HasWrongType(b)) return Values(b, a, read | wrong);
        if (a.Kind != b.Kind) return null;
        switch (a.Kind)
        {
            case GuardAtomKind.Range when a.Type == b.Type:
                return GuardAtom.Inside(a.Attribute, a.Range!.Intersect(b.Range!), a.Type, read | wrong);
            case GuardAtomKind.Prefix when a.Prefix!.StartsWith(b.Prefix!, StringComparison.Ordinal):
                return a.With(read | wrong);
            case GuardAtomKind.Prefix when b.Prefix!.StartsWith(a.Prefix!, StringComparison.Ordinal):
                return b.With(read | wrong);
            case GuardAtomKind.Prefix:
                return GuardAtom.OneOf(a.Attribute, GuardKeySet.Empty, GuardType.String, read | wrong);
            case GuardAtomKind.Elements:
                // a list may have an element of each: the two cannot be one, so the one that fewer lists satisfy stays
                var kept = b.Keys.Count < a.Keys.Count ? b : a;
                return kept.With(read | (kept.Buckets & GuardBuckets.WrongType));
            default:
                return a.With(read | (a.Buckets & GuardBuckets.WrongType));
        }
    }

    /// <summary>One atom that accepts what either accepts, and no more; null when there is none.</summary>
    public static GuardAtom? Unite(GuardAtom a, GuardAtom b)
    {
        var either = a.Buckets | b.Buckets;
        if (a.Kind == GuardAtomKind.Presence || b.Kind == GuardAtomKind.Presence)
            return GuardAtom.Present(a.Attribute, either);
        var sameWrong = a.Type == b.Type || !HasWrongType(a) || !HasWrongType(b);
        var type = HasWrongType(a) ? a.Type : b.Type;
        if (a.Kind == GuardAtomKind.Values && b.Kind == GuardAtomKind.Values)
            return sameWrong ? GuardAtom.OneOf(a.Attribute, a.Keys.Union(b.Keys), type, either) : null;
        if (a.Kind == GuardAtomKind.Values) return Widen(b, a, either);
        if (b.Kind == GuardAtomKind.Values) return Widen(a, b, either);
        if (a.Kind != b.Kind) return null;
        return a.Kind switch
        {
            GuardAtomKind.Range when a.Type == b.Type && a.Range!.IsSubsetOf(b.Range!) => b.With(either),
            GuardAtomKind.Range when a.Type == b.Type && b.Range!.IsSubsetOf(a.Range!) => a.With(either),
            GuardAtomKind.Prefix when a.Prefix!.StartsWith(b.Prefix!, StringComparison.Ordinal) => b.With(either),
            GuardAtomKind.Prefix when b.Prefix!.StartsWith(a.Prefix!, StringComparison.Ordinal) => a.With(either),
            GuardAtomKind.Elements when a.Type == b.Type =>
                GuardAtom.Having(a.Attribute, a.Keys.Union(b.Keys), a.Type, either),
            _ => null,
        };
    }

    /// <summary>Whether an atom holds wherever another on the same attribute does, as far as that is plain.</summary>
    public static bool Implies(GuardAtom a, GuardAtom b)
    {
        if ((a.Buckets & ~b.Buckets & GuardBuckets.Unreadable) != 0) return false;
        if (b.Kind == GuardAtomKind.Presence) return true;
        if (HasWrongType(a) && !(HasWrongType(b) && a.Type == b.Type)) return false;
        return a.Kind switch
        {
            GuardAtomKind.Values when b.Kind == GuardAtomKind.Values && !HasWrongType(b) => a.Keys.IsSubsetOf(b.Keys),
            GuardAtomKind.Values => a.Keys.Accepted(b).Count == a.Keys.Count,
            GuardAtomKind.Presence => false,
            _ when a.Kind != b.Kind || a.Type != b.Type => false,
            GuardAtomKind.Range => a.Range!.IsSubsetOf(b.Range!),
            GuardAtomKind.Prefix => a.Prefix!.StartsWith(b.Prefix!, StringComparison.Ordinal),
            _ => a.Keys.IsSubsetOf(b.Keys),
        };
    }

    private static bool HasWrongType(GuardAtom atom) => (atom.Buckets & GuardBuckets.WrongType) != 0;

    private static GuardAtom Values(GuardAtom values, GuardAtom other, GuardBuckets buckets)
    {
        var keys = values.Keys.Accepted(other);
        if (other.Kind == GuardAtomKind.Values) keys = keys.Union(other.Keys.Accepted(values));
        return GuardAtom.OneOf(values.Attribute, keys, values.Type, buckets);
    }

    /// <summary>An atom with the buckets of one that accepts no value besides.</summary>
    private static GuardAtom? Widen(GuardAtom atom, GuardAtom values, GuardBuckets buckets)
    {
        if (values.Keys.Count > 0 || (HasWrongType(values) && values.Type != atom.Type)) return null;
        return atom.With(buckets);
    }
}
