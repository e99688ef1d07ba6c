using System.Collections.Immutable;

namespace Pdp.Language.Guards;

/// <summary>
/// A guard in little room: its atoms and nothing else. There may be as many as there are policies, and hardly any of them is
/// asked for again.
/// </summary>
public readonly struct PackedGuard
{
    private static readonly GuardAtom?[] Never = [null, null];

    // the clauses one behind the other, each ended by a null; the one clause of an exact guard is not ended
    private readonly GuardAtom?[]? _atoms;

    private PackedGuard(GuardAtom?[] atoms) => _atoms = atoms;

    /// <summary>Packs a guard.</summary>
    /// <param name="guard">The guard.</param>
    public static PackedGuard Of(Guard guard)
    {
        ArgumentNullException.ThrowIfNull(guard);
        if (guard.IsNever) return new PackedGuard(Never);
        if (guard.IsExact) return new PackedGuard([.. guard.Clauses[0].Atoms]);
        if (guard.IsAlways) return default;
        var atoms = new GuardAtom?[guard.Clauses.Sum(clause => clause.Atoms.Length + 1)];
        var end = 0;
        foreach (var clause in guard.Clauses)
        {
            clause.Atoms.CopyTo(atoms!, end);
            end += clause.Atoms.Length + 1;
        }

        return new PackedGuard(atoms);
    }

    /// <summary>Whether another asks for the same in the same order, so that an index is the same with either.</summary>
    /// <param name="other">The other.</param>
    public bool IsSame(PackedGuard other)
    {
        if (ReferenceEquals(_atoms, other._atoms)) return true;
        if (_atoms is null || other._atoms is null || _atoms.Length != other._atoms.Length) return false;
        // the one that never holds says so by which object it is
        if (ReferenceEquals(_atoms, Never) || ReferenceEquals(other._atoms, Never)) return false;
        for (var i = 0; i < _atoms.Length; i++)
        {
            var (one, its) = (_atoms[i], other._atoms[i]);
            if (!ReferenceEquals(one, its) && (one is null || its is null || !one.IsSame(its))) return false;
        }

        return true;
    }

    /// <summary>The guard, made anew each time.</summary>
    public Guard Unpack()
    {
        if (_atoms is null) return Guard.Always;
        if (ReferenceEquals(_atoms, Never)) return Guard.Never;
        if (_atoms.Length == 0) return Guard.True;
        if (_atoms[^1] is not null) return Guard.Of([.. _atoms!]).AsExact();
        var clauses = ImmutableArray.CreateBuilder<GuardClause>();
        for (var start = 0; start < _atoms.Length;)
        {
            var length = _atoms.AsSpan(start).IndexOf((GuardAtom?)null);
            clauses.Add(new GuardClause(ImmutableArray.Create(_atoms, start, length)!));
            start += length + 1;
        }

        return Guard.OfClauses(clauses.DrainToImmutable());
    }
}
