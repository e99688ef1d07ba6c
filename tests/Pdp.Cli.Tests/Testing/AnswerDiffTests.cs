using Pdp.Bundles.Testing;
using Pdp.Cli.Testing;

namespace Pdp.Cli.Tests.Testing;

public sealed class AnswerDiffTests
{
    [Theory]
    // sets: order is nothing, and what is not said matches
    [InlineData("determining", """[{"rule":"a"},{"rule":"b"}]""", """[{"policy":"p","rule":"b"},{"policy":"p","rule":"c"}]""",
        """  {"rule": "b"}; - {"rule": "a"}; + {"policy": "p", "rule": "c"}""")]
    // a general expectation must not take the only partner of a particular one
    [InlineData("errors", """[{"policy":"p"},{"policy":"p","rule":"a"}]""", """[{"policy":"p","rule":"a"},{"policy":"p","rule":"b"},{"policy":"q"}]""",
        """  {"policy": "p"};   {"policy": "p", "rule": "a"}; + {"policy": "q"}""")]
    [InlineData("errors", "[]", """[{"code":"missing-attribute"}]""", """+ {"code": "missing-attribute"}""")]
    // lists: in order
    [InlineData("obligations", """[{"id":"a"},{"id":"b"}]""", """[{"id":"b"},{"id":"a"}]""",
        """- {"id": "a"};   {"id": "b"}; + {"id": "a"}""")]
    [InlineData("obligations", """[{"id":"a","properties":{"x":1}}]""", """[{"id":"a","properties":{"x":2}}]""",
        """- {"id": "a", "properties": {"x": 1}}; + {"id": "a", "properties": {"x": 2}}""")]
    // a member's value is compared whole, numbers by value
    [InlineData("advice", """[{"id":"a","properties":{"x":1.0}}, {"id":"z"}]""", """[{"id":"a","properties":{"x":1}}]""",
        """  {"id": "a", "properties": {"x": 1.0}}; - {"id": "z"}""")]
    // when no element differs, the runner knows better: both are shown whole
    [InlineData("determining", """[{"rule":"a"}]""", """[{"rule":"a"}]""", """- {"rule": "a"}; + {"rule": "a"}""")]
    public void Shows_elements_that_have_no_partner(string what, string expected, string actual, string lines) =>
        Assert.Equal(
            lines,
            string.Join("; ", AnswerDiff.Of(new TestDifference(what, expected, actual))!.Select(l => $"{l.Mark} {l.Text}")));

    [Theory]
    [InlineData("\"DENY\"", "\"PERMIT\"")]
    [InlineData("DENY", "PERMIT")]
    [InlineData("[", "[]")]
    public void Leaves_what_is_no_list_to_others(string expected, string actual) =>
        Assert.Null(AnswerDiff.Of(new TestDifference("decision", expected, actual)));
}
