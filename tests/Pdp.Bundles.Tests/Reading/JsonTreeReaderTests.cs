using System.Text;
using System.Text.Json;
using CsCheck;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Text;
using Xunit;

namespace Pdp.Bundles.Tests.Reading;

public class JsonTreeReaderTests
{
    [Theory]
    [InlineData("", "1:1 expected a JSON document, got an empty text")]
    [InlineData("  \n ", "2:2 expected a JSON document, got an empty text")]
    [InlineData("{", "1:2 expected a member or `}`, got the end of the text")]
    [InlineData("{\"a\"", "1:5 expected `:`, got the end of the text")]
    [InlineData("{\"a\" 1}", "1:6 expected `:`, got `1`")]
    [InlineData("{\"a\":", "1:6 expected a value, got the end of the text")]
    [InlineData("{\"a\":}", "1:6 expected a value, got `}`")]
    [InlineData("{\"a\":1", "1:7 expected `,` or `}`, got the end of the text")]
    [InlineData("{\"a\":1 \"b\":2}", "1:8 expected `,` or `}`, got `\"`")]
    [InlineData("{\"a\":1,}", "1:7 JSON has no trailing commas")]
    [InlineData("[1,\n]", "1:3 JSON has no trailing commas")]
    [InlineData("[1 2]", "1:4 expected `,` or `]`, got `2`")]
    [InlineData("[", "1:2 expected a value or `]`, got the end of the text")]
    [InlineData("[NaN]", "1:2 expected a value or `]`, got `NaN`")]
    [InlineData("{\"a\": True}", "1:7 expected a value, got `True`")]
    [InlineData("{\"a\": 01}", "1:7 expected a value, got `01`")]
    [InlineData("{\"a\": 'x'}", "1:7 expected a value, got a single quote")]
    [InlineData("{a: 1}", "1:2 expected a member or `}`, got `a`")]
    [InlineData("// no\n{}", "1:1 JSON has no comments")]
    [InlineData("{} {}", "1:4 expected the end of the text, got `{`")]
    [InlineData("{\"a\": \"x", "1:7 the string has no end")]
    [InlineData("{\"a\": \"x\n\"}", "1:9 a string cannot go on in the next line")]
    [InlineData("{\"a\": \"x\ty\"}", "1:9 control character U+0009 within a string")]
    [InlineData("{\"a\": \"\\d\"}", "1:8 unknown escape `\\d`")]
    [InlineData("{\"a\": \"\\u12g4\"}", "1:8 unknown escape `\\u12g4`")]
    [InlineData("{\"a\": 1e400}", "1:7 number `1e400` is too large")]
    [InlineData("[-1e999]", "1:2 number `-1e999` is too large")]
    [InlineData("{\"a\": \"\\ud800\"}", "1:8 `\\ud800` is half of a surrogate pair, not a character")]
    [InlineData("{\"a\": \"\\udc00\\ud800\"}", "1:8 `\\udc00` is half of a surrogate pair, not a character")]
    [InlineData("{\"\\ud800\": 1}", "1:3 `\\ud800` is half of a surrogate pair, not a character")]
    [InlineData("{\"a\":1,\n \"a\":2}", "2:2 member `a` occurs twice: first at 1:2")]
    [InlineData("{\"a\":1,\"\\u0061\":2}", "1:8 member `a` occurs twice: first at 1:2")]
    [InlineData("\uFEFF{}", "1:1 the text begins with a byte order mark")]
    public void Rejects_what_is_no_strict_JSON(string text, string expected) =>
        Assert.Equal([expected], Problems(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Rejects_invalid_UTF8_at_its_place() =>
        Assert.Equal(["2:3 the text is not UTF-8"], Problems([.. "{\n \""u8, 0xC3, 0x28, .. "\"}"u8]).Select(text => text));

    [Fact]
    public void Reports_every_duplicate_and_what_is_wrong_within_it() => Assert.Equal(
        ["1:9 member `a` occurs twice: first at 1:2", "1:14 number `1e999` is too large", "1:22 member `a` occurs twice: first at 1:2"],
        Problems("{\"a\": 1,\"a\":[1e999], \"a\": {}}"u8.ToArray()));

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Nests_as_deep_as_allowed(int depth, bool fits)
    {
        var text = new string('[', depth) + new string(']', depth);
        var problems = new List<JsonProblem>();
        var root = JsonTreeReader.Read(Encoding.UTF8.GetBytes(text), 3, problems);
        Assert.Equal(fits, root is not null);
        if (!fits) Assert.Equal("nested deeper than 3 levels", Assert.Single(problems).Message);
    }

    [Fact]
    public void Nesting_without_end_exhausts_nothing()
    {
        var problems = new List<JsonProblem>();
        Assert.Null(JsonTreeReader.Read(Enumerable.Repeat((byte)'[', 5_000_000).ToArray(), 64, problems));
        Assert.Equal("nested deeper than 64 levels", Assert.Single(problems).Message);
    }

    [Fact]
    public void Knows_pointers_of_members_with_odd_names()
    {
        var problems = new List<JsonProblem>();
        var root = JsonTreeReader.Read("""{"a/b": [0, {"~": true}], "": 1}"""u8, 64, problems)!;
        Assert.Empty(problems);
        Assert.Equal("/a~1b/1/~0", root["a/b"]!.Items[1]["~"]!.Pointer);
        Assert.Equal("/", root[""]!.Pointer);
        Assert.Same(root["a/b"]!.Items[1]["~"], JsonPointer.Nearest(root, "/a~1b/1/~0"));
        Assert.Same(root["a/b"], JsonPointer.Nearest(root, "/a~1b/7/x"));
    }

    [Fact]
    public void Finds_members_of_large_objects()
    {
        var text = "{" + string.Join(",", Enumerable.Range(0, 1000).Select(i => $"\"m{i}\":{i}")) + "}";
        var root = JsonTreeReader.Read(Encoding.UTF8.GetBytes(text), 64, [])!;
        Assert.All(Enumerable.Range(0, 1000), i => Assert.Equal(i, root[$"m{i}"]!.Number));
        Assert.Null(root["m1000"]);
    }

    [Fact]
    public void Accepts_exactly_what_the_platform_does_but_for_duplicates_and_infinities() =>
        Gen.OneOf(
                Gen.String[Gen.Char["{}[]:,\"\\ ut01eE+-.nrlafs\n/"], 0, 24],
                Gen.Select(Gen.Int[0, Samples.Length - 1].Select(i => Samples[i]), Gen.Int[0, 40], Gen.Char["{}[]:,\"\\ u0e-\n"]).Select(t => Mutated(t.Item1, t.Item2, t.Item3)))
            .Sample(text =>
            {
                var utf8 = Encoding.UTF8.GetBytes(text);
                var problems = new List<JsonProblem>();
                var root = JsonTreeReader.Read(utf8, 64, problems);
                var syntax = problems.All(problem => problem.Code is not DocumentDiagnosticCodes.Syntax);
                Assert.Equal(IsJson(utf8), syntax);
                Assert.Equal(syntax, root is not null);
                Assert.All(problems, problem => Assert.InRange(problem.Offset, 0, utf8.Length));
                Assert.All(problems, problem => Assert.InRange(problem.Offset + problem.Length, 0, utf8.Length));
            }, iter: 20_000);

    private static readonly string[] Samples =
        ["{\"a\": [1, 2.5e3, \"x\\n\"], \"b\": {\"c\": null}}", "[true, false, {\"\\u00e9\": \"\\ud83d\\ude00\"}]", "\"text\"", "-0.5"];

    private static string Mutated(string text, int at, char with) => at < text.Length ? text[..at] + with + text[(at + 1)..] : text + with;

    private static bool IsJson(byte[] utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Problems(byte[] utf8)
    {
        var problems = new List<JsonProblem>();
        JsonTreeReader.Read(utf8, 64, problems);
        var index = new TextIndex(utf8);
        return problems.Select(problem =>
        {
            var (line, column) = index.Locate(problem.Offset);
            return $"{line}:{column} {problem.Message}";
        });
    }
}
