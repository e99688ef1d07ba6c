using System.Runtime.Intrinsics;
using Pdp.Language.Guards;

namespace Pdp.Engine.Indexing;

/// <summary>An attribute of which entries of a <see cref="BlockNode"/> ask nothing but that it is there.</summary>
internal sealed class PresenceRows
{
    private readonly GuardTerm _attribute;
    private readonly Vector256<ulong> _missing;
    private readonly Vector256<ulong> _missingStep;
    private readonly Vector256<ulong> _invalid;

    private PresenceRows(GuardTerm attribute, ReadOnlySpan<IndexEntry> entries)
    {
        _attribute = attribute;
        var any = Bits.First(entries.Length);
        for (var bit = 0; bit < entries.Length; bit++)
        {
            if (AtomOf(entries[bit].Clause, attribute) is not { } atom) continue;
            Asking = Asking.With(bit);
            if ((atom.Buckets & GuardBuckets.Missing) != 0) _missing = _missing.With(bit);
            if ((atom.Buckets & GuardBuckets.MissingStep) != 0) _missingStep = _missingStep.With(bit);
            if ((atom.Buckets & GuardBuckets.Invalid) != 0) _invalid = _invalid.With(bit);
        }

        any &= ~Asking;
        _missing |= any;
        _missingStep |= any;
        _invalid |= any;
    }

    /// <summary>The entries that ask for the attribute.</summary>
    public Vector256<ulong> Asking { get; }

    /// <summary>What one takes in memory.</summary>
    public const long Bytes = 160;

    /// <summary>One for each attribute that entries ask for.</summary>
    public static PresenceRows[] Of(ReadOnlySpan<IndexEntry> entries)
    {
        var attributes = new List<GuardTerm>();
        foreach (ref readonly var entry in entries)
        {
            foreach (var atom in entry.Clause.Atoms)
            {
                if (atom.Kind == GuardAtomKind.Presence && !attributes.Contains(atom.Attribute)) attributes.Add(atom.Attribute);
            }
        }

        var rows = new PresenceRows[attributes.Count];
        for (var i = 0; i < rows.Length; i++) rows[i] = new PresenceRows(attributes[i], entries);
        return rows;
    }

    /// <summary>The entries that may hold at a request.</summary>
    public Vector256<ulong> Row(scoped in Finding finding) => _attribute.Read(finding.Slots, out _) switch
    {
        GuardBuckets.None => Vector256<ulong>.AllBitsSet,
        GuardBuckets.Missing => _missing,
        GuardBuckets.MissingStep => _missingStep,
        _ => _invalid,
    };

    private static GuardAtom? AtomOf(GuardClause clause, GuardTerm attribute)
    {
        foreach (var atom in clause.Atoms)
        {
            if (atom.Kind == GuardAtomKind.Presence && atom.Attribute.Equals(attribute)) return atom;
        }

        return null;
    }
}
