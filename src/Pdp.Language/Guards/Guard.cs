using System.Collections.Immutable;
using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>
/// What must hold of a request for a condition not to be false: whenever the guard does not hold, the condition
/// evaluates to exactly false, never to true and never to an error. The other way round nothing is promised: a condition
/// whose guard holds may still be false. So an index may leave out every rule whose guard does not hold.
/// <para>
/// A guard is a disjunction of at most <see cref="MaxClauses"/> clauses, each a conjunction of atoms. Every atom of a
/// clause must hold by itself for the clause to hold, so that an index may look at some of the atoms and ignore the
/// others; it must not ignore clauses.
/// </para>
/// <para>
/// Slots hold what requests can: no optional, and no error inside a list or map. Limits of work, of depth and of time are
/// no part of the meaning: a condition that would be false, but for work that exhausts the budget, counts as false. So
/// whoever evaluates a condition asks its guard when a limit of work was reached (<see cref="Frame.OutOfFuel"/>). Lists so
/// long that looking through them takes more work than a look-up saves are excepted, see <see cref="GuardAtom.MaxElements"/>.
/// Numbers are compared exactly, so that the guard of a condition compiled with <see cref="CompileOptions.RoundedOrder"/>
/// means nothing.
/// </para>
/// </summary>
public sealed class Guard
{
    /// <summary>Most clauses; what would need more is weakened, in the end to <see cref="Always"/>.</summary>
    public const int MaxClauses = 8;

    private Guard(ImmutableArray<GuardClause> clauses) => Clauses = clauses;

    /// <summary>Holds at every request: nothing is known of the condition.</summary>
    public static Guard Always { get; } = new([new GuardClause([])]);

    /// <summary>Holds at no request: the condition is always false.</summary>
    public static Guard Never { get; } = new([]);

    /// <summary>The clauses, of which one must hold.</summary>
    public ImmutableArray<GuardClause> Clauses { get; }

    /// <summary>Holds at every request, at each of which the condition is true: that of no condition.</summary>
    public static Guard True { get; } = new([new GuardClause([])]) { IsExact = true };

    /// <summary>
    /// Whether the condition is true, and no error, at every request at which the atoms of one clause all hold by the
    /// values that the attributes have, and not by a bucket. Conjunctions of tests with constants are known to be so.
    /// </summary>
    public bool IsExact { get; private init; }

    /// <summary>Whether it holds at every request.</summary>
    public bool IsAlways => Clauses is [{ Atoms.IsEmpty: true }];

    /// <summary>
    /// Whether every clause asks something that can be looked up, so that an index need not hand out the condition at every
    /// request. What is the same of all rules is nothing of the kind: that an attribute has any value at all, that two are equal.
    /// </summary>
    public bool HasKey => Clauses.All(static clause => clause.Atoms.Any(static atom => atom.IsKey));

    /// <summary>Whether it holds at no request.</summary>
    public bool IsNever => Clauses.IsEmpty;

    /// <summary>
    /// The guard of a test that an attribute is one of some strings, or starts with one of some prefixes.
    /// </summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="values">The strings.</param>
    /// <param name="prefixes">The prefixes; every string starts with the empty one.</param>
    public static Guard OneOf(SlotName attribute, IEnumerable<string> values, IEnumerable<string> prefixes)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(prefixes);
        var operand = new Operand(attribute.Attribute);
        var keys = values.Select(value => GuardKey.TryFrom(Value.From(value), out var key) ? key : default).ToArray();
        var parts = new List<Guard>();
        if (keys.Length > 0) parts.Add(operand.Ask(GuardAtom.OneOf(attribute.Attribute, GuardKeySet.Of(keys), GuardType.String, GuardBuckets.WrongType)));
        foreach (var prefix in prefixes)
        {
            parts.Add(prefix.Length == 0
                ? Always
                : operand.Ask(GuardAtom.StartsWith(attribute.Attribute, prefix, GuardBuckets.WrongType)));
        }

        var guard = Or([.. parts]);
        return parts.Count == 1 && keys.Length > 0 ? guard.AsExact() : guard;
    }

    /// <summary>Whether the guard holds: if not, the condition is false. Allocates nothing.</summary>
    /// <param name="slots">The slots of the request; see <see cref="Frame.Slots"/>.</param>
    public bool Admits(ReadOnlySpan<Value> slots)
    {
        foreach (var clause in Clauses)
        {
            if (clause.Admits(slots)) return true;
        }

        return false;
    }

    /// <summary>
    /// Why the guard does not hold, for people: <c>`resource.type` is `invoice`, the rule needs `document`</c>. Of several
    /// clauses the first is told. Null when it holds.
    /// </summary>
    /// <param name="slots">The slots of the request; see <see cref="Frame.Slots"/>.</param>
    public string? Explain(ReadOnlySpan<Value> slots)
    {
        if (Admits(slots)) return null;
        return IsNever ? "it is false whatever the request says" : GuardText.Refusal(Clauses[0].Refusal(slots)!, slots);
    }

    /// <summary>The clauses as text, joined by <c>||</c>; <c>always</c>, <c>never</c>.</summary>
    public override string ToString() => GuardText.Of(this);

    /// <summary>
    /// The guard of two conditions of which one that is false is enough: it does not hold where one of both does not.
    /// </summary>
    public Guard And(Guard other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return And([this, other]);
    }

    /// <summary>The guard of two conditions that must both be false: it holds where one of both does.</summary>
    public Guard Or(Guard other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Or([this, other]);
    }

    /// <summary>
    /// The same without what holds for want of a value, or of one of the right type. Where a condition is true, and no part of it asks for
    /// presence, a default or an alternative to an error, it holds: what else could not be read would be an error.
    /// </summary>
    public Guard WithoutBuckets()
    {
        var clauses = ImmutableArray.CreateBuilder<GuardClause>(Clauses.Length);
        foreach (var clause in Clauses)
        {
            // what is made of attributes may have a value for the condition where it has none for the index
            ImmutableArray<GuardAtom> atoms = [.. clause.Atoms.Select(static atom => atom.Attribute is GuardPath ? atom.With(GuardBuckets.None) : atom)];
            if (!atoms.Any(static atom => atom.IsNever)) clauses.Add(new GuardClause(atoms));
        }

        return new Guard(clauses.DrainToImmutable());
    }

    /// <summary>The guard of conditions that must all be false: it holds where one of them does.</summary>
    public static Guard AnyOf(ReadOnlySpan<Guard> guards) => Or(guards);

    internal Guard AsExact() => Clauses.Length == 1 ? new Guard(Clauses) { IsExact = true } : this;

    internal Guard AsInexact() => IsExact ? new Guard(Clauses) : this;

    internal static Guard Of(ImmutableArray<GuardAtom> atoms) => atoms.IsEmpty ? Always : new([new GuardClause(atoms)]);

    internal static Guard OfClauses(ImmutableArray<GuardClause> clauses) => new(clauses);

    internal static Guard Of(GuardAtom atom) =>
        GuardClause.Of(atom) is not { } clause ? Never : clause.Atoms.IsEmpty ? Always : new Guard([clause]);

    internal static Guard And(ReadOnlySpan<Guard> guards)
    {
        var simple = new ClauseBuilder();
        List<Guard>? several = null;
        var isExact = true;
        foreach (var guard in guards)
        {
            isExact = isExact && guard.IsExact;
            switch (guard.Clauses.Length)
            {
                case 0:
                    return Never;
                case 1:
                    if (!simple.Add(guard.Clauses[0])) return Never;
                    break;
                default:
                    (several ??= []).Add(guard);
                    break;
            }
        }

        isExact = isExact && simple.IsExact;
        var result = simple.Build() is { Atoms.IsEmpty: false } clause ? new Guard([clause]) { IsExact = isExact } : isExact ? True : Always;
        if (several is null) return result;
        // a conjunct may be left out, so those that fit come first
        foreach (var guard in several.OrderBy(guard => guard.Clauses.Length))
            result = Product(result, guard) ?? result;
        return result;
    }

    internal static Guard Or(ReadOnlySpan<Guard> guards)
    {
        if (guards.Length == 1) return guards[0];
        return Union(guards) is { } clauses ? From(clauses) ?? Always : Always;
    }

    /// <summary>
    /// The clauses of all guards; null when they are too many. The halves are united first, so that the sets of keys of a
    /// long chain of comparisons grow by doubling and not one by one.
    /// </summary>
    private static List<GuardClause>? Union(ReadOnlySpan<Guard> guards)
    {
        switch (guards.Length)
        {
            case 0: return [];
            case 1: return [.. guards[0].Clauses];
        }

        var half = guards.Length / 2;
        if (Union(guards[..half]) is not { } clauses || Union(guards[half..]) is not { } others) return null;
        foreach (var clause in others) Add(clauses, clause);
        return clauses.Count > 4 * MaxClauses ? null : clauses;
    }

    private static Guard? Product(Guard left, Guard right)
    {
        var clauses = new List<GuardClause>();
        foreach (var a in left.Clauses)
        {
            foreach (var b in right.Clauses)
            {
                var builder = new ClauseBuilder();
                if (builder.Add(a) && builder.Add(b)) Add(clauses, builder.Build());
            }
        }

        return From(clauses);
    }

    private static Guard? From(List<GuardClause> clauses) => clauses.Count switch
    {
        0 => Never,
        > MaxClauses => null,
        _ => clauses.Exists(clause => clause.Atoms.IsEmpty) ? Always : new Guard([.. clauses]),
    };

    private static void Add(List<GuardClause> clauses, GuardClause clause)
    {
        for (var i = clauses.Count - 1; i >= 0; i--)
        {
            if (clauses[i].IsImpliedBy(clause)) return;
            if (clause.IsImpliedBy(clauses[i])) clauses.RemoveAt(i);
        }

        for (var i = 0; i < clauses.Count; i++)
        {
            if (clauses[i].Unite(clause) is not { } united) continue;
            clauses.RemoveAt(i);
            Add(clauses, united);
            return;
        }

        clauses.Add(clause);
    }
}
