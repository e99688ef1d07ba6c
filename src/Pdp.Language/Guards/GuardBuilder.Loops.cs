using System.Collections.Immutable;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <content>Macros.</content>
public sealed partial class GuardBuilder
{
    // the rounds of a loop over constants are asked one by one
    private const int MostRounds = 64;

    private Guard Macro(MacroExpr macro, Place place, Outcome outcome)
    {
        switch (macro.Kind)
        {
            case MacroKind.Bind:
                var local = new Local(macro.Variable, place.Locals) { Bound = (macro.Range, place) };
                return Of(macro.Body, place.With(local), outcome);
            case MacroKind.Exists or MacroKind.All or MacroKind.ExistsOne:
                if (Constant(macro.Range, place) is { IsMissing: false } constant) return Rounds(macro, constant, place, outcome);
                return FindOperand(macro.Range, place) is { IsOptional: false } range ? Loop(macro, range, place, outcome) : Guard.Always;
            default:
                return Guard.Always;
        }
    }

    /// <summary>A loop over constants is an "and" or an "or" of its rounds.</summary>
    private Guard Rounds(MacroExpr macro, in Value range, Place place, Outcome outcome)
    {
        if (macro.Kind == MacroKind.ExistsOne || macro.SecondVariable is not null) return Guard.Always;
        if (range.AsList is not { Count: <= MostRounds } list) return Guard.Always;
        var isAnd = macro.Kind == MacroKind.All;
        if (list.Count == 0) return Known(Value.From(isAnd), outcome);
        var parts = new Guard[list.Count];
        for (var i = 0; i < parts.Length; i++) parts[i] = Round(i, outcome);
        return Combine(isAnd, outcome, parts, i => Round(i, isAnd ? Outcome.NotFalse : Outcome.NotTrue));

        Guard Round(int i, Outcome asked) =>
            Of(macro.Body, place.With(new Local(macro.Variable, place.Locals) { Constant = list[i] }), asked);
    }

    /// <summary>
    /// A loop over an attribute. What decides it (one true round for <c>exists</c>) never is its guard, for the empty list
    /// has no round; what it takes not to be decided the other way is: for <c>exists</c> not to be false, some element must
    /// make the predicate true or fail. The same holds of <c>exists_one</c>, and of <c>all</c> not being true.
    /// </summary>
    private Guard Loop(MacroExpr macro, in Operand range, Place place, Outcome outcome)
    {
        var asked = macro.Kind == MacroKind.All ? Outcome.NotTrue : Outcome.NotFalse;
        if (outcome != asked && outcome != Outcome.Failing) return Guard.Always;
        var element = new GuardPath(-1 - _elements++, macro.Variable, isCertain: true, []);
        var local = new Local(macro.Variable, place.Locals) { Element = macro.SecondVariable is null ? element : null };
        if (macro.SecondVariable is { } second) local = new Local(second, local);
        return SomeElement(range, element, Of(macro.Body, place.With(local), outcome));
    }

    /// <summary>Where a range cannot be looped over, or has an element of which a guard holds.</summary>
    private static Guard SomeElement(in Operand range, GuardPath element, Guard predicate)
    {
        if (predicate.IsAlways) return predicate;
        var keys = GuardKeySet.Empty;
        var others = new List<Guard>();
        foreach (var clause in predicate.Clauses)
        {
            GuardKeySet? own = null;
            var rest = ImmutableArray.CreateBuilder<GuardAtom>(clause.Atoms.Length);
            foreach (var atom in clause.Atoms)
            {
                if (atom.Attribute.Slot != element.Slot) rest.Add(atom);
                else if (IsKeyed(atom)) own = atom.Keys;
            }

            if (own is not null && rest.Count == 0) keys = keys.Union(own);
            else others.Add(Both(own is null ? Guard.Always : Having(range, own), Guard.Of(rest.DrainToImmutable())));
        }

        // with the ways in which the range itself fails, which no predicate can make up for
        others.Add(Having(range, keys));
        return Guard.Or([.. others]);
    }

    private static Guard Both(Guard left, Guard right) => Guard.And([left, right]);

    private static Guard Having(in Operand range, GuardKeySet keys) =>
        range.Ask(GuardAtom.Having(range.Attribute, keys, GuardType.ListOrMap, GuardBuckets.WrongType));

    /// <summary>Whether an element must be one of some keys: only then can the range be looked up by them.</summary>
    private static bool IsKeyed(GuardAtom atom) =>
        atom is { Kind: GuardAtomKind.Values, Buckets: GuardBuckets.None } && atom.Attribute.Members.IsEmpty;
}
