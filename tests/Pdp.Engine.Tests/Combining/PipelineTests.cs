using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Engine.Tests.Combining;

/// <summary>The tables again, through parser, checker, compiler and evaluation.</summary>
public class PipelineTests
{
    private static readonly Request Request = Ask.Any.WithContext(("mode", Value.From("on")));

    public static TheoryData<CombiningAlgorithm, bool> Algorithms
    {
        get
        {
            var data = new TheoryData<CombiningAlgorithm, bool>();
            foreach (var algorithm in Enum.GetValues<CombiningAlgorithm>().Where(algorithm => algorithm != CombiningAlgorithm.OnlyOneApplicable))
            {
                data.Add(algorithm, false);
                data.Add(algorithm, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Every_vector_of_up_to_four_values_under_every_target_gives_what_the_tables_say(
        CombiningAlgorithm algorithm, bool onAttributes)
    {
        var conditions = new Conditions(onAttributes);
        foreach (var vector in Vectors.UpTo(TableForm.Values, onAttributes ? 4 : 3))
        {
            foreach (var target in Enum.GetValues<Target>())
            {
                var policy = conditions.Policy("p", algorithm, target, [.. vector.Select(conditions.Item)]);
                var value = Compiled.Set(policy).Answer(Request).Value;
                var expected = TableForm.UnderTarget(target, TableForm.Combine(algorithm, vector));
                Assert.True(expected == value, $"{algorithm}[{string.Join(", ", vector)}] under {target}: expected {expected}, got {value}");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_one_applicable_gives_what_its_table_says_for_all_18_states_of_up_to_two_policies(bool onAttributes)
    {
        var conditions = new Conditions(onAttributes);
        var states = (from target in Enum.GetValues<Target>() from value in TableForm.Values select (Target: target, Items: value)).ToList();
        foreach (var vector in Vectors.UpTo(states, 2))
        {
            var items = vector.Select((state, i) =>
                (ItemSource)conditions.Policy($"i{i}", CombiningAlgorithm.DenyOverrides, state.Target, conditions.Item(state.Items, 0)));
            var policy = conditions.Policy("p", CombiningAlgorithm.OnlyOneApplicable, Target.T, [.. items]);
            Assert.Equal(TableForm.OnlyOne(vector), Compiled.Set(policy).Answer(Request).Value);
        }
    }

    /// <summary>The ways to write a condition of each outcome: as a constant, and as an equality that an index takes.</summary>
    private sealed class Conditions(bool onAttributes)
    {
        private string Text(Target outcome) => outcome switch
        {
            Target.T => onAttributes ? "context.mode == 'on'" : "true",
            Target.F => onAttributes ? "context.mode == 'off'" : "false",
            _ => onAttributes ? "subject.absent == 'x'" : "1 / 0 == 1",
        };

        public PolicySource Policy(string id, CombiningAlgorithm combining, Target target, params ItemSource[] items) =>
            Make.Targeted(id, Text(target), items) with { Combining = combining };

        public ItemSource Item(InnerValue value, int index)
        {
            var id = $"r{index}";
            return value switch
            {
                InnerValue.Permit => Make.Permit(id, Text(Target.T)),
                InnerValue.Deny => Make.Deny(id, Text(Target.T)),
                InnerValue.IndeterminatePermit => Make.Permit(id, Text(Target.E)),
                InnerValue.IndeterminateDeny => Make.Deny(id, Text(Target.E)),
                InnerValue.IndeterminateDenyPermit =>
                    Make.Policy(id, Make.Permit("p", Text(Target.E)), Make.Deny("d", Text(Target.E))),
                _ => Make.Deny(id, Text(Target.F)),
            };
        }
    }
}
