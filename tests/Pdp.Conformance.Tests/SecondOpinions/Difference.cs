using System.Collections.Immutable;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>A question that the two answer differently, taken down to the one operation on which they part.</summary>
/// <param name="Question">The smallest question found.</param>
/// <param name="Root">Its tree.</param>
/// <param name="Operands">
/// What we say of the direct parts of the root that stand for themselves; null for a part with a variable of a macro.
/// </param>
/// <param name="Ours">Our answer.</param>
/// <param name="Theirs">The other side's.</param>
internal sealed record Difference(Question Question, Expr Root, ImmutableArray<Outcome?> Operands, Outcome Ours, Outcome Theirs)
{
    /// <summary>Whether both answered with a value.</summary>
    public bool BothValues => Ours.IsValue && Theirs.IsValue;

    /// <summary>Whether an operand is a map with a member that is null.</summary>
    public bool AnyMapHoldsNull => Values.Any(value =>
        value.AsMap is { } map && Enumerable.Range(0, map.Count).Any(i => map.EntryAt(i).Value.Kind == ValueKind.Null));

    private IEnumerable<Value> Values => Operands.Where(operand => operand is { IsValue: true }).Select(operand => operand!.Value.Value);

    /// <summary>Whether it is a call of one of these functions.</summary>
    public bool Calls(params ReadOnlySpan<string> functions) => Root is CallExpr call && functions.Contains(call.Function);

    /// <summary>The value of an operand; the receiver of a call is the first.</summary>
    public Value? Operand(int index) =>
        index < Operands.Length && Operands[index] is { IsValue: true } operand ? operand.Value : null;

    /// <summary>Whether an operand is, or holds, a text of this kind.</summary>
    public bool HoldsAny(Func<string, bool> isMeant) => Values.Any(value => Holds(value, part => part.AsString is { } text && isMeant(text)));

    /// <summary>Whether an operand is, or holds, a value of one of these kinds.</summary>
    public bool HoldsAny(params ImmutableArray<ValueKind> kinds) => Values.Any(value => Holds(value, part => kinds.Contains(part.Kind)));

    public override string ToString() => $"{Question}: here {Ours}, there {Theirs}";

    private static bool Holds(in Value value, Func<Value, bool> isMeant)
    {
        if (isMeant(value)) return true;
        if (value.AsList is { } list) return list.Items.ToArray().Any(item => Holds(item, isMeant));
        return value.AsMap is { } map && Enumerable.Range(0, map.Count)
            .Any(i => Holds(map.EntryAt(i).Key, isMeant) || Holds(map.EntryAt(i).Value, isMeant));
    }
}
