using Pdp.Engine.Decisions;
using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Combining;

namespace Pdp.Engine.Tests.Support;

/// <summary>A tree of policies by the outcomes of its conditions.</summary>
internal abstract record PolicyTree
{
    /// <summary>A rule: its effect, and the outcome of its condition.</summary>
    internal sealed record Rule(Effect Effect, Target When) : PolicyTree;

    /// <summary>A policy: its algorithm, the outcome of its target, its items.</summary>
    internal sealed record Policy(CombiningAlgorithm Combining, Target Target, IReadOnlyList<PolicyTree> Items) : PolicyTree;

    /// <summary>The tree as the engine evaluates it.</summary>
    public ItemNode ToNode() => this switch
    {
        Rule rule => Stubs.Rule(rule.Effect, rule.When),
        Policy policy => Stubs.Policy(policy.Combining, policy.Target, [.. policy.Items.Select(item => item.ToNode())]),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>The value by the tables, or by a variant of them.</summary>
    public InnerValue Value(Semantics semantics) => this switch
    {
        Rule { When: Target.F } => InnerValue.NotApplicable,
        Rule { When: Target.T } rule => rule.Effect == Effect.Permit ? InnerValue.Permit : InnerValue.Deny,
        Rule rule => rule.Effect == Effect.Permit ? InnerValue.IndeterminatePermit : InnerValue.IndeterminateDeny,
        Policy { Combining: CombiningAlgorithm.OnlyOneApplicable } policy => semantics.UnderTarget(
            policy.Target,
            TableForm.OnlyOne(
                [.. policy.Items.Cast<Policy>().Select(item => (semantics.Outcome(item.Target), item.Value(semantics)))])),
        Policy policy => semantics.UnderTarget(
            policy.Target, semantics.Combine(policy.Combining, [.. policy.Items.Select(item => item.Value(semantics))])),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>All trees that differ in one rule or target, which is in error there and was not here.</summary>
    public IEnumerable<PolicyTree> Failures()
    {
        switch (this)
        {
            case Rule { When: not Target.E } rule:
                yield return rule with { When = Target.E };
                break;
            case Policy policy:
                if (policy.Target != Target.E) yield return policy with { Target = Target.E };
                for (var i = 0; i < policy.Items.Count; i++)
                {
                    foreach (var item in policy.Items[i].Failures())
                    {
                        var items = policy.Items.ToArray();
                        items[i] = item;
                        yield return policy with { Items = items };
                    }
                }

                break;
        }
    }

    /// <summary>The tree with some rules and targets in error, as chance has it.</summary>
    public PolicyTree Fail(Random random, double share)
    {
        var fails = random.NextDouble() < share;
        return this switch
        {
            Rule rule => fails ? rule with { When = Target.E } : rule,
            Policy policy => policy with
            {
                Target = fails ? Target.E : policy.Target,
                Items = [.. policy.Items.Select(item => item.Fail(random, share))],
            },
            _ => this,
        };
    }
}
