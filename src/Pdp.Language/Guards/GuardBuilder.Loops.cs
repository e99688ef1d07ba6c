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
                if (FindOperand(macro.Range, place) is { IsOptional: false } range) return Loop(macro, range, place, outcome);
                return FindChosenList(macro.Range, place) is { } chosen && (outcome == Outcome.Failing || outcome == AskedOf(macro.Kind)) ? NotEmpty(chosen) : Guard.Always;
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
        if (outcome != AskedOf(macro.Kind) && outcome != Outcome.Failing) return Guard.Always;
        var element = new GuardPath(-1 - _elements++, macro.Variable, isCertain: true, []);
        var local = new Local(macro.Variable, place.Locals) { Element = macro.SecondVariable is null ? element : null };
        if (macro.SecondVariable is { } second) local = new Local(second, local);
        return SomeElement(range, element, Of(macro.Body, place.With(local), outcome));
    }

    /// <summary>What takes an element to come out so: without any, a loop comes out the other way.</summary>
    private static Outcome AskedOf(MacroKind kind) => kind == MacroKind.All ? Outcome.NotTrue : Outcome.NotFalse;

    /// <summary>Where a range cannot be looped over, or has an element.</summary>
    private static Guard NotEmpty(in Operand range)
    {
        if (!range.IsPlain) return Guard.Always;
        var size = new SizeTerm(range.Attribute, ofLists: true, ofMaps: true);
        return new Operand(size).Ask(GuardAtom.Inside(size, new GuardRange(Value.From(1L), true, default, false), GuardType.Number, GuardBuckets.None));
    }

    /// <summary>The list of which an expression chooses some elements, or makes others: <c>filter</c>, <c>map</c>.</summary>
    private Operand? FindChosenList(Expr e, Place place)
    {
        if (++_visits > MostVisits) return null;
        return Meaning(e, place) switch
        {
            { Variable: { } variable } => FindChosenList(variable.Expression.Root, new Place(variable.Expression, variable.Names, null)),
            { Bound: { } bound } => FindChosenList(bound.Expression, bound.Place),
            _ => e is MacroExpr { Kind: MacroKind.Filter or MacroKind.Map } macro && FindOperand(macro.Range, place) is { IsPlain: true } range ? range : null,
        };
    }

    /// <summary>The list whose chosen elements an expression counts: <c>size(subject.groups.filter(...))</c>.</summary>
    private Operand? FindChosen(Expr e, Place place)
    {
        if (++_visits > MostVisits) return null;
        switch (Meaning(e, place))
        {
            case { Variable: { } variable }:
                return FindChosen(variable.Expression.Root, new Place(variable.Expression, variable.Names, null));
            case { Bound: { } bound }:
                return FindChosen(bound.Expression, bound.Place);
        }

        return e is not CallExpr call ? null : OverloadOf(call, place) switch
        {
            "size_list" when call.Arguments.Length == 1 => FindChosenList(call.Arguments[0], place),
            "list_size" when call.Target is { } list => FindChosenList(list, place),
            _ => null,
        };
    }

    /// <summary>A test of how many elements are chosen of a list: of an empty one none is, and no round can fail.</summary>
    /// <param name="range">The list.</param>
    /// <param name="ofNone">What it comes to where none is; null where that is not known.</param>
    /// <param name="outcome">What is asked.</param>
    private static Guard OfChosen(in Operand range, bool? ofNone, Outcome outcome) =>
        outcome == Outcome.Failing || ofNone == (outcome == Outcome.NotTrue) ? NotEmpty(range) : Guard.Always;

    /// <summary>Where a range cannot be looped over, or has an element of which a guard holds.</summary>
    private static Guard SomeElement(in Operand range, GuardPath element, Guard predicate)
    {
        if (predicate.IsAlways) return NotEmpty(range);
        var keys = GuardKeySet.Empty;
        var others = new List<Guard>();
        foreach (var clause in predicate.Clauses)
        {
            GuardKeySet? own = null;
            var rest = ImmutableArray.CreateBuilder<GuardAtom>(clause.Atoms.Length);
            foreach (var atom in clause.Atoms)
            {
                if (atom.Attribute is not GuardPath path || path.Slot != element.Slot) rest.Add(atom);
                else if (IsKeyed(atom)) own = atom.Keys;
            }

            if (own is null && rest.Count == 0) return NotEmpty(range);
            if (own is not null && rest.Count == 0) keys = keys.Union(own);
            else others.Add(Both(own is null ? NotEmpty(range) : Having(range, own), Guard.Of(rest.DrainToImmutable())));
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
        atom is { Kind: GuardAtomKind.Values, Buckets: GuardBuckets.None } && atom.Attribute.Steps == 0;
}
