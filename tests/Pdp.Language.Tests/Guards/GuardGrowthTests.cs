using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Guards;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Language.Tests.Guards;

/// <summary>
/// Building a guard takes work in proportion to the condition, give or take a logarithm: measured in bytes, which do not
/// depend on the machine. Four times as long, what is quadratic takes sixteen times as much.
/// </summary>
public sealed class GuardGrowthTests
{
    [Theory]
    [InlineData("subject.role == 'k{0}'", " || ")]
    [InlineData("subject.role != 'k{0}'", " && ")]
    [InlineData("'k{0}' in subject.roles", " || ")]
    [InlineData("'k{0}' in subject.roles", " && ")]
    [InlineData("subject.level == 1 && subject.role == 'k{0}'", " || ")]
    [InlineData("subject.role == 'k{0}' && subject.level == {0}", " || ")]
    [InlineData("subject.role.matches('^k{0}$')", " || ")]
    [InlineData("subject.role.startsWith('k{0}')", " || ")]
    [InlineData("subject.level < {0}", " || ")]
    [InlineData("subject.tags.k{0} == 'v'", " || ")]
    [InlineData("subject.role in ['k{0}', 'l{0}']", " || ")]
    [InlineData("{{'a': {0}, 'b': 1}}[subject.role] == {0}", " || ")]
    [InlineData("{{'a': {0}, 'b': 1}}[subject.role] == {0}", " && ")]
    public void A_chain_four_times_as_long_takes_less_than_eight_times_the_memory(string term, string joint)
    {
        var (small, large) = (Condition(term, joint, 400), Condition(term, joint, 1_600));
        Allocated(Condition(term, joint, 50));
        var ratio = Allocated(large) / (double)Allocated(small);
        Assert.InRange(ratio, 0, 8);
    }

    [Theory]
    [InlineData("v == [v, v]")]
    [InlineData("v in [v, [v, v]]")]
    [InlineData("[v, v] != [v, {'a': v}]")]
    public void Constants_that_share_their_parts_are_compared_for_a_while_only(string condition)
    {
        var doubled = Enumerable.Range(0, 50).Aggregate(condition, (text, _) => $"cel.bind(v, [v, {{'a': v}}], {text})");
        var guard = GuardBuilder.Build(PolicyScene.Check($"cel.bind(v, ['x'], {doubled})", null)!, PolicyScene.Instance, StandardLibrary.Policies);
        Assert.True(guard.IsAlways || guard.IsNever);
    }

    [Theory]
    [InlineData("dyn({'a': v})[subject.role] == 1 || dyn({'a': v})[subject.role] == 2")]
    [InlineData("dyn({'a': {'b': v}})[subject.role].b == 1 || dyn({'a': {'b': v}})[subject.role].b == 2")]
    public void Maps_that_share_their_parts_are_no_terms(string condition)
    {
        var doubled = Enumerable.Range(0, 50).Aggregate(condition, (text, _) => $"cel.bind(v, [v, v], {text})");
        var guard = GuardBuilder.Build(PolicyScene.Check($"cel.bind(v, dyn(['x']), {doubled})", null)!, PolicyScene.Instance, StandardLibrary.Policies);
        Assert.True(guard.IsAlways);
    }

    private static CheckedExpression Condition(string term, string joint, int count)
    {
        var terms = Enumerable.Range(0, count)
            .Select(i => "(" + string.Format(System.Globalization.CultureInfo.InvariantCulture, term, i) + ")");
        return PolicyScene.Check(string.Join(joint, terms), null)!;
    }

    private static long Allocated(CheckedExpression condition)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            GuardBuilder.Build(condition, PolicyScene.Instance, StandardLibrary.Policies);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
