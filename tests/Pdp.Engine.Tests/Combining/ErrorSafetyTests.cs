using CsCheck;
using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Xunit;

namespace Pdp.Engine.Tests.Combining;

/// <summary>An error never grants: whatever fails, no answer becomes PERMIT that was none.</summary>
public class ErrorSafetyTests
{
    private static readonly CombiningAlgorithm[] FiveAlgorithms =
    [
        CombiningAlgorithm.DenyOverrides, CombiningAlgorithm.PermitOverrides, CombiningAlgorithm.DenyUnlessPermit,
        CombiningAlgorithm.PermitUnlessDeny, CombiningAlgorithm.FirstApplicable,
    ];

    public static TheoryData<CombiningAlgorithm> Algorithms => [.. FiveAlgorithms];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void No_single_failure_of_a_rule_makes_a_permit_out_of_anything_else(CombiningAlgorithm algorithm)
    {
        var (cases, violations) = SingleFailures(algorithm, EngineValue);
        Assert.Equal(4128, cases);
        Assert.Equal(0, violations);
    }

    [Theory]
    [InlineData(CombiningAlgorithm.PermitUnlessDeny, 228)]
    [InlineData(CombiningAlgorithm.FirstApplicable, 32)]
    public void The_same_test_notices_the_wrong_variants(CombiningAlgorithm algorithm, int expected)
    {
        var wrong = new Semantics { XacmlPermitUnlessDeny = true, FirstApplicableHandsOn = true };
        var (cases, violations) = SingleFailures(algorithm, tree => tree.Value(wrong));
        Assert.Equal(4128, cases);
        Assert.Equal(expected, violations);
    }

    [Fact]
    public void No_failure_of_any_rule_or_target_in_a_random_tree_grants() =>
        Gen.Select(RandomTrees.Policies, RandomTrees.Policies).Sample(
            (first, second) =>
            {
                var tree = Root(first, second);
                if (EngineValue(tree) == InnerValue.Permit) return;
                foreach (var failed in tree.Failures()) Assert.NotEqual(InnerValue.Permit, EngineValue(failed));
            },
            iter: 5_000);

    [Fact]
    public void No_failures_of_many_rules_and_targets_at_once_grant() =>
        Gen.Select(RandomTrees.Policies, RandomTrees.Policies, Gen.Int, Gen.Double[0.05, 0.9]).Sample(
            (first, second, seed, share) =>
            {
                var tree = Root(first, second);
                if (EngineValue(tree) == InnerValue.Permit) return;
                var random = new Random(seed);
                for (var i = 0; i < 5; i++) Assert.NotEqual(InnerValue.Permit, EngineValue(tree.Fail(random, share)));
            },
            iter: 20_000);

    [Fact]
    public void A_permit_with_errors_would_have_been_a_permit_whatever_the_errors_had_said() =>
        Gen.Select(RandomTrees.Policies, Gen.Int).Sample(
            (policy, seed) =>
            {
                var tree = Root(policy);
                if (EngineValue(tree) != InnerValue.Permit) return;
                var random = new Random(seed);
                for (var i = 0; i < 5; i++) Assert.Equal(InnerValue.Permit, EngineValue(Heal(tree, random)));
            },
            iter: 20_000);

    [Fact]
    public void The_random_tests_notice_a_target_error_taken_as_false() =>
        AssertNoticed(new Semantics { TargetErrorIsFalse = true });

    [Fact]
    public void The_random_tests_notice_the_permit_unless_deny_of_XACML() =>
        AssertNoticed(new Semantics { XacmlPermitUnlessDeny = true });

    [Fact]
    public void The_random_tests_notice_a_first_applicable_that_hands_the_kind_of_error_on() =>
        AssertNoticed(new Semantics { FirstApplicableHandsOn = true });

    private static void AssertNoticed(Semantics wrong)
    {
        var violations = 0;
        Gen.Select(RandomTrees.Policies, RandomTrees.Policies).Sample(
            (first, second) =>
            {
                var tree = Root(first, second);
                if (tree.Value(wrong) == InnerValue.Permit) return;
                if (tree.Failures().Any(failed => failed.Value(wrong) == InnerValue.Permit)) Interlocked.Increment(ref violations);
            },
            iter: 20_000);
        Assert.True(violations > 0);
    }

    // root over one policy of one to three rules, target true or in error, and one neighbour of any value
    private static (int Cases, int Violations) SingleFailures(CombiningAlgorithm algorithm, Func<PolicyTree, InnerValue> value)
    {
        (int Cases, int Violations) count = (0, 0);
        var rules = new (InnerValue Value, PolicyTree.Rule Rule)[]
        {
            (InnerValue.Permit, new(Effect.Permit, Target.T)), (InnerValue.Deny, new(Effect.Deny, Target.T)),
            (InnerValue.NotApplicable, new(Effect.Permit, Target.F)),
            (InnerValue.IndeterminatePermit, new(Effect.Permit, Target.E)),
            (InnerValue.IndeterminateDeny, new(Effect.Deny, Target.E)),
        };
        foreach (var vector in Enumerable.Range(1, 3).SelectMany(size => Vectors.Of(rules, size)))
        {
            foreach (var target in new[] { Target.T, Target.E })
            {
                foreach (var neighbour in TableForm.Values.Select(Neighbour))
                {
                    var before = value(Root(new PolicyTree.Policy(algorithm, target, [.. vector.Select(item => item.Rule)]), neighbour));
                    for (var i = 0; i < vector.Count; i++)
                    {
                        foreach (var failed in FailuresOf(vector[i].Value))
                        {
                            var items = vector.Select(item => (PolicyTree)item.Rule).ToArray();
                            items[i] = failed;
                            var after = value(Root(new PolicyTree.Policy(algorithm, target, items), neighbour));
                            count.Cases++;
                            if (before != InnerValue.Permit && after == InnerValue.Permit) count.Violations++;
                        }
                    }
                }
            }
        }

        return count;
    }

    // a rule that does not apply may have either effect
    private static PolicyTree.Rule[] FailuresOf(InnerValue value) => value switch
    {
        InnerValue.Permit => [new(Effect.Permit, Target.E)],
        InnerValue.Deny => [new(Effect.Deny, Target.E)],
        InnerValue.NotApplicable => [new(Effect.Permit, Target.E), new(Effect.Deny, Target.E)],
        _ => [],
    };

    private static PolicyTree Neighbour(InnerValue value)
    {
        PolicyTree.Rule permit = new(Effect.Permit, Target.E), deny = new(Effect.Deny, Target.E);
        return value switch
        {
            InnerValue.Permit => permit with { When = Target.T },
            InnerValue.Deny => deny with { When = Target.T },
            InnerValue.IndeterminatePermit => permit,
            InnerValue.IndeterminateDeny => deny,
            InnerValue.IndeterminateDenyPermit => Root(permit, deny),
            _ => permit with { When = Target.F },
        };
    }

    private static PolicyTree Heal(PolicyTree tree, Random random)
    {
        Target Outcome(Target outcome) => outcome != Target.E ? outcome : random.Next(2) == 0 ? Target.T : Target.F;
        return tree switch
        {
            PolicyTree.Rule rule => rule with { When = Outcome(rule.When) },
            PolicyTree.Policy policy => policy with
            {
                Target = Outcome(policy.Target),
                Items = [.. policy.Items.Select(item => Heal(item, random))],
            },
            _ => tree,
        };
    }

    private static PolicyTree.Policy Root(params PolicyTree[] items) => new(CombiningAlgorithm.DenyOverrides, Target.T, items);

    private static InnerValue EngineValue(PolicyTree tree) => Stubs.Evaluate(tree.ToNode(), Stubs.Context());
}
