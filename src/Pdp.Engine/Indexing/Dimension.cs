using Pdp.Language.Guards;

namespace Pdp.Engine.Indexing;

/// <summary>What an index looks up: the value of an attribute, or each of the elements that it has.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="IsMultiValued">Whether its elements are looked up, and not itself.</param>
internal readonly record struct Dimension(GuardTerm Attribute, bool IsMultiValued)
{
    /// <summary>The dimension in which an atom can be looked up; false when there is none (<c>has(x)</c> holds nearly everywhere).</summary>
    public static bool TryOf(GuardAtom atom, out Dimension dimension)
    {
        dimension = new Dimension(atom.Attribute, atom.Kind == GuardAtomKind.Elements);
        return atom.Kind != GuardAtomKind.Presence;
    }

    /// <summary>What a clause asks here: of several atoms the one that is likely to hold least often. Null: nothing.</summary>
    public GuardAtom? AtomOf(GuardClause clause)
    {
        GuardAtom? found = null;
        foreach (var atom in clause.Atoms)
        {
            if (TryOf(atom, out var dimension) && dimension == this && (found is null || Rank(atom) < Rank(found))) found = atom;
        }

        return found;
    }

    private static int Rank(GuardAtom atom) => atom.Kind switch
    {
        GuardAtomKind.Values => 0,
        GuardAtomKind.Range => 1,
        _ => 2,
    };
}
