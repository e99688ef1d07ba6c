using CsCheck;
using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Xunit;

namespace Pdp.Engine.Tests.Combining;

public class PropertyTests
{
    [Fact]
    public void A_tree_has_the_value_that_the_tables_give_it() =>
        RandomTrees.Policies.Sample(tree => Assert.Equal(tree.Value(Semantics.Right), Value(tree)), iter: 20_000);

    [Fact]
    public void The_order_of_items_does_not_matter_except_to_first_applicable() =>
        Gen.Select(RandomTrees.Policies, Gen.Int).Sample(
            (tree, seed) => Assert.Equal(Value(tree), Value(Shuffle(tree, new Random(seed)))), iter: 20_000);

    [Fact]
    public void Items_that_do_not_apply_can_be_added_freely_except_below_only_one_applicable() =>
        Gen.Select(RandomTrees.Policies, Gen.Int).Sample(
            (tree, seed) => Assert.Equal(Value(tree), Value(Pad(tree, new Random(seed)))), iter: 20_000);

    [Fact]
    public void An_item_that_stands_twice_counts_once_except_below_only_one_applicable() =>
        RandomTrees.Policies.Sample(tree => Assert.Equal(Value(tree), Value(Repeat(tree))), iter: 20_000);

    [Fact]
    public void The_ordered_algorithms_equal_the_plain_ones() =>
        RandomTrees.Policies.Sample(tree => Assert.Equal(Value(tree), Value(Ordered(tree))), iter: 20_000);

    [Fact]
    public void Deny_overrides_merges_chunks_of_its_items() =>
        Gen.Select(RandomTrees.Policies.Array[0, 6], Gen.Int[0, 6]).Sample(
            (items, cut) =>
            {
                var at = Math.Min(cut, items.Length);
                var whole = DenyOverrides(items);
                Assert.Equal(Value(whole), Value(DenyOverrides([DenyOverrides([.. items.Take(at)]), DenyOverrides([.. items.Skip(at)])])));
            },
            iter: 20_000);

    private static InnerValue Value(PolicyTree tree) => Stubs.Evaluate(tree.ToNode(), Stubs.Context());

    private static PolicyTree.Policy DenyOverrides(IReadOnlyList<PolicyTree> items) =>
        new(CombiningAlgorithm.DenyOverrides, Target.T, items);

    private static PolicyTree Shuffle(PolicyTree tree, Random random)
    {
        if (tree is not PolicyTree.Policy policy) return tree;
        var items = policy.Items.Select(item => Shuffle(item, random)).ToArray();
        if (policy.Combining != CombiningAlgorithm.FirstApplicable) random.Shuffle(items);
        return policy with { Items = items };
    }

    private static PolicyTree Pad(PolicyTree tree, Random random)
    {
        if (tree is not PolicyTree.Policy policy) return tree;
        var items = policy.Items.Select(item => Pad(item, random)).ToList();
        if (policy.Combining != CombiningAlgorithm.OnlyOneApplicable)
            items.Insert(random.Next(items.Count + 1), new PolicyTree.Rule(Effect.Deny, Target.F));
        return policy with { Items = items };
    }

    private static PolicyTree Repeat(PolicyTree tree)
    {
        if (tree is not PolicyTree.Policy policy) return tree;
        var items = policy.Items.Select(Repeat).ToList();
        if (policy.Combining != CombiningAlgorithm.OnlyOneApplicable) items.AddRange(items.ToList());
        return policy with { Items = items };
    }

    private static PolicyTree Ordered(PolicyTree tree) => tree is not PolicyTree.Policy policy ? tree : policy with
    {
        Items = [.. policy.Items.Select(Ordered)],
        Combining = policy.Combining switch
        {
            CombiningAlgorithm.DenyOverrides => CombiningAlgorithm.OrderedDenyOverrides,
            CombiningAlgorithm.PermitOverrides => CombiningAlgorithm.OrderedPermitOverrides,
            CombiningAlgorithm.OrderedDenyOverrides => CombiningAlgorithm.DenyOverrides,
            CombiningAlgorithm.OrderedPermitOverrides => CombiningAlgorithm.PermitOverrides,
            var other => other,
        },
    };
}
