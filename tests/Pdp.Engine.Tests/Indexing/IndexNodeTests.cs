using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Indexing;

/// <summary>The ways in which an attribute can have no value of use, in each part of an index: those that read it are in error.</summary>
public sealed class IndexNodeTests
{
    public static TheoryData<string, int> Conditions()
    {
        var all = new TheoryData<string, int>();
        string[] texts =
        [
            "context.place.city == 'c$'", "context.place.city.startsWith('c$')", "context.place.level > $", "'c$' in context.place.list",
            "context.place.city == 'c$' && context.place.level < 0", "context.place.city in ['c$', 'd$', 'e$']",
        ];
        foreach (var text in texts)
        {
            // too few for an index, a group or block, and a table
            foreach (var count in (int[])[3, 60, 900]) all.Add(text, count);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Where_an_attribute_cannot_be_read_all_rules_that_read_it_are_in_error(string condition, int count)
    {
        var set = Compiled.Set(Policy("p", [.. Enumerable.Range(0, count).Select(i => Deny($"r{i}", Text(condition, i)))]));
        Assert.Equal(count, Errors());
        Assert.Equal(count, Errors(("place", Value.From(Ask.Map()))));
        Assert.Equal(count, Errors(("place", Value.From("Bonn"))));
        Assert.Equal(count, Errors(("place", Value.Null)));

        int Errors(params (string, Value)[] context) => set.Answer(Ask.Any.WithContext(context)).Errors.Count;
    }

    [Theory]
    [InlineData("context.text.startsWith('c$')", 900)]
    [InlineData("context.text > $", 900)]
    [InlineData("context.text > $", 60)]
    [InlineData("'c$' in context.text", 900)]
    [InlineData("'c$' in context.text", 60)]
    public void Where_a_value_has_a_type_at_which_the_operator_fails_all_rules_are_in_error(string condition, int count)
    {
        var set = Compiled.Set(Policy("p", [.. Enumerable.Range(0, count).Select(i => Deny($"r{i}", Text(condition, i)))]));
        Assert.Equal(count, set.Answer(Ask.Any.WithContext(("text", Value.True))).Errors.Count);
    }

    private static string Text(string condition, int number) => condition.Replace("$", number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
