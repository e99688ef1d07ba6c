using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Combining;

/// <summary>
/// A combining algorithm whose value depends only on which of the six values occur among the items: their set is a mask
/// of six bits, and the result is looked up in a table of 64 entries.
/// </summary>
internal sealed class SetAlgorithm
{
    private readonly InnerValue[] _results;

    private SetAlgorithm(InnerValue overriding, Func<int, InnerValue> result)
    {
        Overriding = overriding;
        _results = [.. Enumerable.Range(0, 1 << InnerValues.Count).Select(result)];
    }

    public static SetAlgorithm DenyOverrides { get; } =
        new(InnerValue.Deny, set => Overrides(set, InnerValue.Deny, InnerValue.Permit));

    public static SetAlgorithm PermitOverrides { get; } =
        new(InnerValue.Permit, set => Overrides(set, InnerValue.Permit, InnerValue.Deny));

    public static SetAlgorithm DenyUnlessPermit { get; } =
        new(InnerValue.Permit, set => Has(set, InnerValue.Permit) ? InnerValue.Permit : InnerValue.Deny);

    /// <summary>An error that could have been a denial denies, unlike in XACML 3.0, where it permits.</summary>
    public static SetAlgorithm PermitUnlessDeny { get; } =
        new(InnerValue.Deny, set =>
            Has(set, InnerValue.Deny) || Has(set, InnerValue.IndeterminateDeny) || Has(set, InnerValue.IndeterminateDenyPermit)
                ? InnerValue.Deny
                : InnerValue.Permit);

    /// <summary>
    /// The effect that one item is enough for: it takes its obligations from the first such item; the other effect takes
    /// them from all its items.
    /// </summary>
    public InnerValue Overriding { get; }

    /// <summary>The algorithm of that name, or null for the two that look at more than the set of values.</summary>
    public static SetAlgorithm? Of(CombiningAlgorithm algorithm) => algorithm switch
    {
        CombiningAlgorithm.DenyOverrides or CombiningAlgorithm.OrderedDenyOverrides => DenyOverrides,
        CombiningAlgorithm.PermitOverrides or CombiningAlgorithm.OrderedPermitOverrides => PermitOverrides,
        CombiningAlgorithm.DenyUnlessPermit => DenyUnlessPermit,
        CombiningAlgorithm.PermitUnlessDeny => PermitUnlessDeny,
        _ => null,
    };

    /// <summary>The bit of a value.</summary>
    public static int Bit(InnerValue value) => 1 << (int)value;

    /// <summary>The result for the set of values that occur.</summary>
    public InnerValue Result(int set) => _results[set];

    // XACML 3.0 appendix C.2 to C.5 in the flags form: the first line that fits decides
    private static InnerValue Overrides(int set, InnerValue over, InnerValue other)
    {
        var errorOver = ErrorOf(over);
        var errorOther = ErrorOf(other);
        if (Has(set, over)) return over;
        if (Has(set, InnerValue.IndeterminateDenyPermit)) return InnerValue.IndeterminateDenyPermit;
        if (Has(set, errorOver) && (Has(set, other) || Has(set, errorOther))) return InnerValue.IndeterminateDenyPermit;
        if (Has(set, errorOver)) return errorOver;
        if (Has(set, other)) return other;
        return Has(set, errorOther) ? errorOther : InnerValue.NotApplicable;
    }

    private static InnerValue ErrorOf(InnerValue value) =>
        value == InnerValue.Permit ? InnerValue.IndeterminatePermit : InnerValue.IndeterminateDeny;

    private static bool Has(int set, InnerValue value) => (set & Bit(value)) != 0;
}
