using System.Runtime.CompilerServices;
using Pdp.Engine.Indexing;
using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.Language.Guards;

namespace Pdp.Engine.Reports;

/// <summary>
/// The guards that the indexes of a set were built over. They are let go of when it has been compiled, and made again by the
/// same means for those who ask.
/// </summary>
internal sealed class GuardsAnew
{
    private readonly Dictionary<PolicyCode, Guard> _policies = new(ReferenceEqualityComparer.Instance);

    /// <summary>The guard of an item of a list.</summary>
    /// <param name="around">The policy whose item it is; null: it is a root.</param>
    /// <param name="item">The item.</param>
    public Guard Of(PolicyNode? around, ItemNode item)
    {
        object code = item is RuleNode rule ? rule.Code : ((PolicyNode)item).Code;
        return ItemGuards.OfItems(around?.Code.Source.Combining ?? CombiningAlgorithm.DenyOverrides, [code], Of)[0];
    }

    private Guard Of(PolicyCode policy)
    {
        if (_policies.TryGetValue(policy, out var known)) return known;
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return _policies[policy] = ItemGuards.OfPolicy(
            policy.Source.Combining, policy.Target, policy.Items, () => policy.Target?.MakeFailing() ?? Guard.Never, Of);
    }
}
