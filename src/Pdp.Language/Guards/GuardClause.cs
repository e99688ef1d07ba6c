using System.Collections.Immutable;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>
/// Atoms that hold together. No two are of the same attribute and kind; where several are of one attribute, each is true
/// by itself, so that an index may use any of them.
/// </summary>
public sealed class GuardClause
{
    internal GuardClause(ImmutableArray<GuardAtom> atoms) => Atoms = atoms;

    /// <summary>The atoms, ordered by the attribute's name and then by kind; empty: the clause always holds.</summary>
    public ImmutableArray<GuardAtom> Atoms { get; }

    /// <summary>Whether all atoms hold. Allocates nothing.</summary>
    public bool Admits(ReadOnlySpan<Value> slots) => Refusal(slots) is null;

    /// <summary>The first atom that does not hold; null when all do. Allocates nothing.</summary>
    public GuardAtom? Refusal(ReadOnlySpan<Value> slots)
    {
        foreach (var atom in Atoms)
        {
            if (!atom.Admits(slots)) return atom;
        }

        return null;
    }

    /// <summary>The atoms as text, joined by <c>&amp;&amp;</c>.</summary>
    public override string ToString() => GuardText.Of(this);

    /// <summary>A clause of one atom; null when it never holds.</summary>
    internal static GuardClause? Of(GuardAtom atom) => atom.IsNever ? null : new GuardClause(atom.IsAlways ? [] : [atom]);

    /// <summary>Whether this clause holds wherever another does, as far as that is plain.</summary>
    internal bool IsImpliedBy(GuardClause other)
    {
        foreach (var atom in Atoms)
        {
            var found = false;
            foreach (var stronger in other.Atoms)
                found |= atom.Attribute.Equals(stronger.Attribute) && AtomAlgebra.Implies(stronger, atom);
            if (!found) return false;
        }

        return true;
    }

    /// <summary>One clause that holds wherever either holds, and nowhere else; null when they differ in more than one atom.</summary>
    internal GuardClause? Unite(GuardClause other)
    {
        if (Atoms.Length != other.Atoms.Length) return null;
        GuardAtom? united = null;
        var place = -1;
        for (var i = 0; i < Atoms.Length; i++)
        {
            var (a, b) = (Atoms[i], other.Atoms[i]);
            if (ReferenceEquals(a, b)) continue;
            if (!a.Attribute.Equals(b.Attribute)) return null;
            if (a.Kind == b.Kind && AtomAlgebra.Implies(a, b) && AtomAlgebra.Implies(b, a)) continue;
            if (place >= 0 || AtomAlgebra.Unite(a, b) is not { } atom) return null;
            (united, place) = (atom, i);
        }

        return united is null ? this
            : new GuardClause(united.IsAlways ? Atoms.RemoveAt(place) : Atoms.SetItem(place, united));
    }
}

/// <summary>The conjunction of atoms.</summary>
internal sealed class ClauseBuilder
{
    private readonly List<GuardAtom> _atoms = [];

    /// <summary>
    /// Whether a value that the clause accepts as a value is one that each of the atoms added does. Of two kinds of atom, what
    /// the one accepts may be of a type at which the other fails, and holds for that.
    /// </summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Adds what must hold besides.</summary>
    /// <returns>False when the whole never holds.</returns>
    public bool Add(GuardClause clause)
    {
        foreach (var atom in clause.Atoms)
        {
            if (!Add(atom)) return false;
        }

        return true;
    }

    public GuardClause Build()
    {
        _atoms.Sort(static (left, right) =>
        {
            var order = GuardTerm.Order(left.Attribute, right.Attribute);
            return order != 0 ? order : left.Kind.CompareTo(right.Kind);
        });
        return new GuardClause([.. _atoms]);
    }

    private bool Add(GuardAtom atom)
    {
        var common = atom.Buckets;
        for (var i = 0; i < _atoms.Count; i++)
        {
            if (!_atoms[i].Attribute.Equals(atom.Attribute)) continue;
            common &= _atoms[i].Buckets;
            IsExact &= AreAlike(_atoms[i], atom);
            if (AtomAlgebra.Intersect(_atoms[i], atom) is not { } merged) continue;
            _atoms.RemoveAt(i);
            atom = merged;
            // what it has become may merge with one that was passed
            i = -1;
        }

        _atoms.Add(atom);
        for (var i = 0; i < _atoms.Count; i++)
        {
            if (!_atoms[i].Attribute.Equals(atom.Attribute)) continue;
            _atoms[i] = _atoms[i].With(_atoms[i].Buckets & (common | GuardBuckets.WrongType));
            if (_atoms[i].IsNever) return false;
        }

        return true;
    }

    private static bool AreAlike(GuardAtom left, GuardAtom right) => left.Kind == right.Kind && left.Type == right.Type
        && (left.Kind != GuardAtomKind.Values || ((left.Buckets | right.Buckets) & GuardBuckets.WrongType) == 0);
}
