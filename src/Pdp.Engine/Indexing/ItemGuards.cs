using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.Language.Guards;

namespace Pdp.Engine.Indexing;

/// <summary>Where items can be left out of a list, by the algorithm that combines the list.</summary>
internal static class ItemGuards
{
    // what many items ask is seldom anything in common
    private const int MostUnited = 256;

    /// <summary>The guards of a policy's items: where one does not hold, leaving the item out changes nothing.</summary>
    public static Guard[] OfItems(CombiningAlgorithm algorithm, object[] items, Func<PolicyCode, Guard> guardOf) => Array.ConvertAll(
        items, item => item is RuleCode rule ? rule.Guard : InPolicy(algorithm, (PolicyCode)item, guardOf));

    /// <summary>The guard of a policy as an item: where it does not hold, it is not applicable and has no error to tell.</summary>
    /// <param name="algorithm">How it combines its items.</param>
    /// <param name="target">Its target; null: always true.</param>
    /// <param name="items">Its items.</param>
    /// <param name="failing">Gives the guard of the target's failing.</param>
    /// <param name="guardOf">Gives the guards of inner policies.</param>
    public static Guard OfPolicy(
        CombiningAlgorithm algorithm, Expression? target, object[] items, Func<Guard> failing, Func<PolicyCode, Guard> guardOf)
    {
        var guard = target?.Guard ?? Guard.Always;
        if (items.Length > MostUnited || !IsNotApplicableWithoutItems(algorithm)) return guard;
        // the error of a target is told although no item is applicable
        return guard.And(Guard.AnyOf([failing(), .. OfItems(algorithm, items, guardOf)]));
    }

    // only-one-applicable counts the policies whose targets are true, whatever they come to
    private static Guard InPolicy(CombiningAlgorithm algorithm, PolicyCode policy, Func<PolicyCode, Guard> guardOf) =>
        algorithm == CombiningAlgorithm.OnlyOneApplicable ? policy.Target?.Guard ?? Guard.Always : guardOf(policy);

    private static bool IsNotApplicableWithoutItems(CombiningAlgorithm algorithm) =>
        algorithm is not (CombiningAlgorithm.DenyUnlessPermit or CombiningAlgorithm.PermitUnlessDeny);
}
