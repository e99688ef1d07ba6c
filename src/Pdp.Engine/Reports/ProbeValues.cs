using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Reports;

/// <summary>Values of which atoms hold.</summary>
internal static class ProbeValues
{
    /// <summary>A value of which an atom holds; missing where it asks for none, or for any.</summary>
    public static Value Of(GuardAtom atom, int turn) => atom.Kind switch
    {
        GuardAtomKind.Values => atom.Keys.Count == 0 ? default : atom.Keys.Items[turn % atom.Keys.Count].Value,
        GuardAtomKind.Elements => atom.Keys.Count == 0
            ? Value.From(CelList.Empty)
            : Value.From(new CelList([atom.Keys.Items[turn % atom.Keys.Count].Value])),
        GuardAtomKind.Range => Inside(atom.Range!),
        GuardAtomKind.Prefix => Value.From(atom.Prefix + "-"),
        _ => default,
    };

    // where the next value of the type is not at hand, the bound itself has to do
    private static Value Inside(GuardRange range)
    {
        if (range.Low.IsMissing) return range.IncludesHigh ? range.High : Step(range.High, -1);
        return range.IncludesLow ? range.Low : Step(range.Low, 1);
    }

    private static Value Step(in Value value, int by) => value.Kind switch
    {
        ValueKind.Int when value.AsInt is > long.MinValue and < long.MaxValue => Value.From(value.AsInt + by),
        ValueKind.Double => Value.From(by > 0 ? Math.BitIncrement(value.AsDouble) : Math.BitDecrement(value.AsDouble)),
        ValueKind.String when by > 0 => Value.From(value.AsString + "-"),
        _ => value,
    };
}
