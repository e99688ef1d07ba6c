using System.Text;
using Pdp.Authoring.Formatting;
using Pdp.Bundles;
using Xunit;

namespace Pdp.Authoring.Tests.Formatting;

public sealed class DocumentFormatterTests
{
    private const string Head = """{ "kind": "Policy" """;

    [Theory]
    [InlineData("""{"a":1,"b":[1,2],"c":{},"d":[ ]}""", """{ "a": 1, "b": [1, 2], "c": {}, "d": [] }""")]
    [InlineData("""[ {"a":[ [1] ]} ]""", """[ { "a": [ [1] ] } ]""")]
    [InlineData("{\n\"a\":1,\"b\":{\"c\":2}}", "{\n  \"a\": 1,\n  \"b\": { \"c\": 2 }\n}")]
    [InlineData("{\"a\":{\n\"b\":1}}", "{\n  \"a\": {\n    \"b\": 1\n  }\n}")]
    [InlineData("{\n\"a\":1,\r\n\r\n\r\n\"b\":2}", "{\n  \"a\": 1,\n\n  \"b\": 2\n}")]
    [InlineData("""{"n":1.50e+1,"s":"\u0041\/"}""", """{ "n": 1.50e+1, "s": "\u0041\/" }""")]
    public void Keeps_on_one_line_what_the_author_has_on_one_line(string text, string expected) =>
        Assert.Equal(expected + "\n", Format(text));

    [Fact]
    public void Gives_members_lines_of_their_own_when_one_line_would_be_too_long()
    {
        var longText = new string('x', DocumentFormatter.Width);

        Assert.Equal($"[\n  \"{longText}\",\n  {{ \"a\": 1 }}\n]\n", Format($$"""["{{longText}}",{"a":1}]"""));
    }

    [Theory]
    [InlineData("""  "a&&b"  """, """ "a && b" """)]
    [InlineData("""  ["a&&b"]  """, """ "a && b" """)]
    [InlineData("""  ["a","&&b"]  """, """ ["a", "&& b"] """)]
    [InlineData("""  "a == \"x\""  """, """ "a == 'x'" """)]
    [InlineData("""  "\u0061 == b"  """, """ "\u0061 == b" """)]
    [InlineData("""  ["a &&"]  """, """ ["a &&"] """)]
    [InlineData("""  "a  &&"  """, """ "a  &&" """)]
    public void Formats_expressions(string when, string expected) =>
        Assert.Equal(
            $$"""{{Head.Trim()}}, "rules": [ { "id": "r", "effect": "deny", "when": {{expected.Trim()}} } ] }""" + "\n",
            Format($$"""{{Head}}, "rules": [{"id":"r","effect":"deny","when":{{when}}}] }"""));

    [Fact]
    public void Writes_an_expression_with_line_ends_as_its_lines() =>
        Assert.Equal(
            $"{{\n  {Head[2..].Trim()},\n  \"target\": [\n    \"a // why\",\n    \"&& b\"\n  ],\n  \"rules\": []\n}}\n",
            Format($$"""{{Head}}, "target": "a // why\n    &&b", "rules": [] }"""));

    [Theory]
    [InlineData("{", DocumentDiagnosticCodes.Syntax)]
    [InlineData("""{"a":1,"a":2}""", DocumentDiagnosticCodes.DuplicateMember)]
    [InlineData("""{"a":1} // no""", DocumentDiagnosticCodes.Syntax)]
    [InlineData("""{"a":1e999}""", DocumentDiagnosticCodes.NumberOverflow)]
    public void Leaves_alone_what_is_no_JSON_without_doubt(string text, string code)
    {
        var result = DocumentFormatter.Format("p.json", Encoding.UTF8.GetBytes(text));

        Assert.Null(result.Text);
        Assert.Equal(code, Assert.Single(result.Problems).Code);
    }

    [Fact]
    public void What_is_nested_as_deep_as_can_be_is_formatted_in_no_time()
    {
        const int Depth = LoadOptions.DeepestJson;
        var text = new string('[', Depth) + new string(']', Depth);

        Assert.Equal(Format(text), Format(Format(text)));
    }

    private static string Format(string text)
    {
        var result = DocumentFormatter.Format("p.json", Encoding.UTF8.GetBytes(text));
        Assert.Empty(result.Problems);
        return result.Text!;
    }
}
