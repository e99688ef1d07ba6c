using Pdp.Engine.Combining;
using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Xunit;

namespace Pdp.Engine.Tests.Combining;

public class ExhaustiveTests
{
    public static TheoryData<CombiningAlgorithm> Algorithms =>
        [.. Enum.GetValues<CombiningAlgorithm>().Where(algorithm => algorithm != CombiningAlgorithm.OnlyOneApplicable)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Every_vector_of_up_to_four_values_under_every_target_gives_what_the_tables_say(CombiningAlgorithm algorithm)
    {
        var context = Stubs.Context();
        var items = TableForm.Values.ToDictionary(value => value, Stubs.Item);
        var vectors = 0;
        foreach (var vector in Vectors.UpTo(TableForm.Values, 4))
        {
            vectors++;
            var combined = TableForm.Combine(algorithm, vector);
            foreach (var target in Enum.GetValues<Target>())
            {
                var policy = Stubs.Policy(algorithm, target, [.. vector.Select(value => items[value])]);
                var value = Stubs.Evaluate(policy, context);
                var expected = TableForm.UnderTarget(target, combined);
                Assert.True(expected == value, $"{algorithm}[{string.Join(", ", vector)}] under {target}: expected {expected}, got {value}");
                Assert.Equal(InnerValues.IsError(value), context.Cause is not null && InnerValues.IsError(value));
            }
        }

        Assert.Equal(1555, vectors);
    }

    public static TheoryData<CombiningAlgorithm> SetAlgorithms =>
        [.. Enum.GetValues<CombiningAlgorithm>().Where(algorithm => SetAlgorithm.Of(algorithm) is not null)];

    [Theory]
    [MemberData(nameof(SetAlgorithms))]
    public void The_table_of_64_entries_agrees_with_the_folded_tables_for_every_set_of_values(CombiningAlgorithm algorithm)
    {
        for (var set = 0; set < 64; set++)
        {
            var values = TableForm.Values.Where(value => (set & SetAlgorithm.Bit(value)) != 0).ToList();
            Assert.Equal(TableForm.Combine(algorithm, values), SetAlgorithm.Of(algorithm)!.Result(set));
        }
    }

    [Fact]
    public void Only_one_applicable_gives_what_its_table_says_for_all_18_states_of_up_to_three_policies()
    {
        var context = Stubs.Context();
        var states = (from target in Enum.GetValues<Target>() from value in TableForm.Values select (Target: target, Items: value)).ToList();
        var policies = states.ToDictionary(
            state => state, state => Stubs.Policy(CombiningAlgorithm.DenyOverrides, state.Target, Stubs.Item(state.Items)));
        var vectors = 0;
        foreach (var vector in Vectors.UpTo(states, 3))
        {
            vectors++;
            var policy = Stubs.Policy(CombiningAlgorithm.OnlyOneApplicable, Target.T, [.. vector.Select(state => policies[state])]);
            var expected = TableForm.OnlyOne(vector);
            Assert.True(expected == Stubs.Evaluate(policy, context), string.Join(", ", vector));
        }

        Assert.Equal(6175, vectors);
    }

    // how many of the 6^k vectors give NA, P, D, I_P, I_D, I_DP
    [Theory]
    [InlineData(CombiningAlgorithm.DenyOverrides, 1, 1, 1, 1, 1, 1, 1)]
    [InlineData(CombiningAlgorithm.DenyOverrides, 2, 1, 5, 11, 3, 3, 13)]
    [InlineData(CombiningAlgorithm.DenyOverrides, 3, 1, 19, 91, 7, 7, 91)]
    [InlineData(CombiningAlgorithm.DenyOverrides, 4, 1, 65, 671, 15, 15, 529)]
    [InlineData(CombiningAlgorithm.PermitOverrides, 1, 1, 1, 1, 1, 1, 1)]
    [InlineData(CombiningAlgorithm.PermitOverrides, 2, 1, 11, 5, 3, 3, 13)]
    [InlineData(CombiningAlgorithm.PermitOverrides, 3, 1, 91, 19, 7, 7, 91)]
    [InlineData(CombiningAlgorithm.PermitOverrides, 4, 1, 671, 65, 15, 15, 529)]
    [InlineData(CombiningAlgorithm.DenyUnlessPermit, 1, 0, 1, 5, 0, 0, 0)]
    [InlineData(CombiningAlgorithm.DenyUnlessPermit, 2, 0, 11, 25, 0, 0, 0)]
    [InlineData(CombiningAlgorithm.DenyUnlessPermit, 3, 0, 91, 125, 0, 0, 0)]
    [InlineData(CombiningAlgorithm.DenyUnlessPermit, 4, 0, 671, 625, 0, 0, 0)]
    [InlineData(CombiningAlgorithm.PermitUnlessDeny, 1, 0, 3, 3, 0, 0, 0)]
    [InlineData(CombiningAlgorithm.PermitUnlessDeny, 2, 0, 9, 27, 0, 0, 0)]
    [InlineData(CombiningAlgorithm.PermitUnlessDeny, 3, 0, 27, 189, 0, 0, 0)]
    [InlineData(CombiningAlgorithm.PermitUnlessDeny, 4, 0, 81, 1215, 0, 0, 0)]
    [InlineData(CombiningAlgorithm.FirstApplicable, 1, 1, 1, 1, 0, 0, 3)]
    [InlineData(CombiningAlgorithm.FirstApplicable, 2, 1, 7, 7, 0, 0, 21)]
    [InlineData(CombiningAlgorithm.FirstApplicable, 3, 1, 43, 43, 0, 0, 129)]
    [InlineData(CombiningAlgorithm.FirstApplicable, 4, 1, 259, 259, 0, 0, 777)]
    public void The_check_sums_hold(CombiningAlgorithm algorithm, int size, params int[] counts)
    {
        var context = Stubs.Context();
        var items = TableForm.Values.ToDictionary(value => value, Stubs.Item);
        var results = Vectors.Of(TableForm.Values, size)
            .Select(vector => Stubs.Evaluate(Stubs.Policy(algorithm, Target.T, [.. vector.Select(value => items[value])]), context))
            .ToList();
        Assert.Equal(counts, TableForm.Values.Select(value => results.Count(result => result == value)));
    }

    [Theory]
    [InlineData(1, 7, 1, 1, 1, 1, 7)]
    [InlineData(2, 48, 12, 12, 12, 12, 228)]
    [InlineData(3, 324, 108, 108, 108, 108, 5076)]
    public void The_check_sums_of_only_one_applicable_hold(int size, params int[] counts)
    {
        var context = Stubs.Context();
        var policies = (
            from target in Enum.GetValues<Target>()
            from value in TableForm.Values
            select Stubs.Policy(CombiningAlgorithm.DenyOverrides, target, Stubs.Item(value))).ToList();
        var results = Vectors.Of(policies, size)
            .Select(vector => Stubs.Evaluate(Stubs.Policy(CombiningAlgorithm.OnlyOneApplicable, Target.T, [.. vector]), context))
            .ToList();
        Assert.Equal(counts, TableForm.Values.Select(value => results.Count(result => result == value)));
    }

    [Fact]
    public void No_items_at_all_are_not_applicable_except_where_the_algorithm_has_an_answer_of_its_own()
    {
        var context = Stubs.Context();
        var expected = new Dictionary<CombiningAlgorithm, InnerValue>
        {
            [CombiningAlgorithm.DenyUnlessPermit] = InnerValue.Deny,
            [CombiningAlgorithm.PermitUnlessDeny] = InnerValue.Permit,
        };
        foreach (var algorithm in Enum.GetValues<CombiningAlgorithm>())
        {
            var value = Stubs.Evaluate(Stubs.Policy(algorithm, Target.T), context);
            Assert.Equal(expected.GetValueOrDefault(algorithm, InnerValue.NotApplicable), value);
        }
    }
}
