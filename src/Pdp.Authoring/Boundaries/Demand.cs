using System.Net;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>That a condition is true of a place, or that it is false.</summary>
/// <param name="Atom">The condition; it compares with a constant.</param>
/// <param name="Truth">Which of both.</param>
internal readonly record struct Demand(Atom Atom, bool Truth)
{
    /// <summary>The opposite.</summary>
    public Demand Opposite => this with { Truth = !Truth };

    /// <summary>What the condition's shape is to be: a negated one is true where its shape is not met.</summary>
    public bool IsWanted => Truth != Atom.IsNegated;

    /// <summary>A value that meets it by itself; null: whatever is there.</summary>
    public Value? Preferred => Truth ? Atom.True : Atom.False;

    /// <summary>Whether a value meets it, as far as that is known. What is absent is an error to all but those that ask for just that.</summary>
    public bool IsMetBy(in Value value)
    {
        if (Atom.Shape == AtomShape.Presence) return value.IsMissing != IsWanted;
        if (value.IsMissing) return false;
        if (Atom.Shape == AtomShape.Other) return true;
        var found = Atom.IsOfSize ? SizeOf(value) : Like(value, Atom.Operand);
        return Holds(found) is { } holds && holds == IsWanted;
    }

    private static Value SizeOf(in Value value) =>
        value.AsList is { } list ? Value.From((long)list.Count)
        : value.AsString is { } text ? Value.From((long)text.EnumerateRunes().Count())
        : default;

    // a request has times as texts
    private static Value Like(in Value value, in Value operand) => (operand.Kind, value.AsString) switch
    {
        (ValueKind.Timestamp, { } text) => CelText.ParseTimestamp(text),
        (ValueKind.Duration, { } text) => CelText.ParseDuration(text),
        _ => value,
    };

    // null: an error, or no order
    private bool? Holds(Value value)
    {
        if (value.IsMissing || value.IsError) return null;
        var operand = Atom.Operand;
        switch (Atom.Shape)
        {
            case AtomShape.Equal:
                return ValueEquality.AreEqual(value, operand);
            case AtomShape.OneOf:
                return Has(operand.AsList, value);
            case AtomShape.Member:
                return value.AsList is { } list ? Has(list, operand) : null;
            case AtomShape.Prefix:
                return value.AsString?.StartsWith(operand.AsString!, StringComparison.Ordinal);
            case AtomShape.Suffix:
                return value.AsString?.EndsWith(operand.AsString!, StringComparison.Ordinal);
            case AtomShape.Part:
                return value.AsString?.Contains(operand.AsString!, StringComparison.Ordinal);
            case AtomShape.Address:
                return IPNetwork.TryParse(operand.AsString, out var network) && IPAddress.TryParse(value.AsString, out var address) ? network.Contains(address) : null;
        }

        if (!ValueOrder.TryCompare(value, operand, out var order) || order == ValueOrder.Unordered) return null;
        return Atom.Shape switch
        {
            AtomShape.Less => order < 0,
            AtomShape.LessOrEqual => order <= 0,
            AtomShape.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static bool Has(CelList? list, in Value wanted)
    {
        foreach (var item in list is null ? [] : list.Items)
        {
            if (ValueEquality.AreEqual(item, wanted)) return true;
        }

        return false;
    }
}
