using CsCheck;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Combining;

namespace Pdp.Engine.Tests.Support;

/// <summary>Random trees of policies.</summary>
internal static class RandomTrees
{
    private static readonly Gen<CombiningAlgorithm> AnyAlgorithm = Gen.Int[0, Enum.GetValues<CombiningAlgorithm>().Length - 1].Select(number => (CombiningAlgorithm)number);

    private static readonly Gen<Target> AnyOutcome = Gen.Frequency((5, Gen.Const(Target.T)), (2, Gen.Const(Target.F)), (2, Gen.Const(Target.E)));

    private static readonly Gen<PolicyTree> AnyRule =
        Gen.Select(Gen.Bool.Select(permits => permits ? Effect.Permit : Effect.Deny), AnyOutcome, (effect, when) => (PolicyTree)new PolicyTree.Rule(effect, when));

    /// <summary>Policies of a depth up to four.</summary>
    public static Gen<PolicyTree.Policy> Policies { get; } = Policy(4);

    private static Gen<PolicyTree.Policy> Policy(int depth) =>
        from algorithm in AnyAlgorithm
        from target in AnyOutcome
        from items in Items(algorithm, depth).Array[0, 4]
        select new PolicyTree.Policy(algorithm, target, items);

    private static Gen<PolicyTree> Items(CombiningAlgorithm algorithm, int depth)
    {
        var policy = depth <= 1
            ? Gen.Select(AnyOutcome, AnyRule, (target, rule) => (PolicyTree)new PolicyTree.Policy(CombiningAlgorithm.DenyOverrides, target, [rule]))
            : Gen.Select(Policy(depth - 1), inner => (PolicyTree)inner);
        return algorithm == CombiningAlgorithm.OnlyOneApplicable ? policy : Gen.Frequency((3, AnyRule), (2, policy));
    }
}
