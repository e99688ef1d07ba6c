using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;
using static Pdp.Engine.Decisions.InnerValue;

namespace Pdp.Engine.Tests.Combining;

/// <summary>
/// The combining algorithms a second time, written from the tables for two items and folded, while the engine is written
/// from the flags. Nothing here is shared with the engine but the names.
/// </summary>
internal static class TableForm
{
    public static readonly InnerValue[] Values = Enum.GetValues<InnerValue>();

    // rows and columns: NA, P, D, I_P, I_D, I_DP
    private static readonly InnerValue[,] Denials =
    {
        { NotApplicable, Permit, Deny, IndeterminatePermit, IndeterminateDeny, IndeterminateDenyPermit },
        { Permit, Permit, Deny, Permit, IndeterminateDenyPermit, IndeterminateDenyPermit },
        { Deny, Deny, Deny, Deny, Deny, Deny },
        { IndeterminatePermit, Permit, Deny, IndeterminatePermit, IndeterminateDenyPermit, IndeterminateDenyPermit },
        { IndeterminateDeny, IndeterminateDenyPermit, Deny, IndeterminateDenyPermit, IndeterminateDeny, IndeterminateDenyPermit },
        {
            IndeterminateDenyPermit, IndeterminateDenyPermit, Deny, IndeterminateDenyPermit, IndeterminateDenyPermit,
            IndeterminateDenyPermit
        },
    };

    private static readonly InnerValue[,] Permits =
    {
        { NotApplicable, Permit, Deny, IndeterminatePermit, IndeterminateDeny, IndeterminateDenyPermit },
        { Permit, Permit, Permit, Permit, Permit, Permit },
        { Deny, Permit, Deny, IndeterminateDenyPermit, Deny, IndeterminateDenyPermit },
        { IndeterminatePermit, Permit, IndeterminateDenyPermit, IndeterminatePermit, IndeterminateDenyPermit, IndeterminateDenyPermit },
        { IndeterminateDeny, Permit, Deny, IndeterminateDenyPermit, IndeterminateDeny, IndeterminateDenyPermit },
        {
            IndeterminateDenyPermit, Permit, IndeterminateDenyPermit, IndeterminateDenyPermit, IndeterminateDenyPermit,
            IndeterminateDenyPermit
        },
    };

    // rows: target T, F, E
    private static readonly InnerValue[,] Targets =
    {
        { NotApplicable, Permit, Deny, IndeterminatePermit, IndeterminateDeny, IndeterminateDenyPermit },
        { NotApplicable, NotApplicable, NotApplicable, NotApplicable, NotApplicable, NotApplicable },
        {
            NotApplicable, IndeterminatePermit, IndeterminateDeny, IndeterminatePermit, IndeterminateDeny,
            IndeterminateDenyPermit
        },
    };

    public static InnerValue Combine(CombiningAlgorithm algorithm, IReadOnlyList<InnerValue> items)
    {
        switch (algorithm)
        {
            case CombiningAlgorithm.DenyOverrides or CombiningAlgorithm.OrderedDenyOverrides:
                return items.Aggregate(NotApplicable, (sum, item) => Denials[(int)sum, (int)item]);
            case CombiningAlgorithm.PermitOverrides or CombiningAlgorithm.OrderedPermitOverrides:
                return items.Aggregate(NotApplicable, (sum, item) => Permits[(int)sum, (int)item]);
            case CombiningAlgorithm.DenyUnlessPermit:
                return items.Aggregate(Deny, (sum, item) => item == Permit ? Permit : sum);
            case CombiningAlgorithm.PermitUnlessDeny:
                return items.Aggregate(
                    Permit, (sum, item) => item is Deny or IndeterminateDeny or IndeterminateDenyPermit ? Deny : sum);
            case CombiningAlgorithm.FirstApplicable:
                return items.Aggregate(
                    NotApplicable,
                    (sum, item) => sum != NotApplicable ? sum
                        : item is IndeterminatePermit or IndeterminateDeny ? IndeterminateDenyPermit
                        : item);
            default:
                throw new ArgumentOutOfRangeException(nameof(algorithm));
        }
    }

    public static InnerValue UnderTarget(Target target, InnerValue items) => Targets[(int)target, (int)items];

    /// <summary>Only-one-applicable over policies, each given by its target and what its items combine to.</summary>
    public static InnerValue OnlyOne(IReadOnlyList<(Target Target, InnerValue Items)> policies)
    {
        if (policies.Any(policy => policy.Target == Target.E)) return IndeterminateDenyPermit;
        var applicable = policies.Where(policy => policy.Target == Target.T).ToList();
        return applicable.Count switch
        {
            0 => NotApplicable,
            1 => applicable[0].Items,
            _ => IndeterminateDenyPermit,
        };
    }
}

/// <summary>The outcome of a target.</summary>
internal enum Target
{
    T,
    F,
    E,
}
