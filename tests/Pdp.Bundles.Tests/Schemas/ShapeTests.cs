using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Schemas;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Bundles.Tests.Schemas;

/// <summary>The quick test beside the validator: where it says yes, the validator finds nothing.</summary>
public class ShapeTests
{
    private static readonly string[] Texts =
    [
        .. Directory.GetFiles(Repository.PathOf("policies"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText),
        .. DocumentKinds.All.Select(kind => JsonTreeReader.Read(Encoding.UTF8.GetBytes(PublishedSchemas.Text(kind)), 64, [])!["examples"]!.Items[0])
            .Select(Json),
    ];

    private static readonly string[] Words = ["true", "in", "inn", "while", "While", "void\n", "package"];

    // what members of documents are called, and values that fit here or there
    private static readonly string[] Tokens =
    [
        "\"id\"", "\"rules\"", "\"effect\"", "\"when\"", "\"policy\"", "\"permit\"", "\"deny\"", "\"\"", "\"a b\"", "\"in\"", "\"read*\"", "\"*x\"",
        "\"x\\n\"", "0", "1", "-1", "1.5", "1e300", "2147483648", "true", "null", "[]", "{}", "[\"x\"]", "[1]", "{\"id\":\"x\"}", "\"integer\"", "[\"null\",\"string\"]",
    ];

    private static readonly Gen<(int Text, (int At, int With)[] Exchanges)> Damages =
        Gen.Select(Gen.Int[0, Texts.Length - 1], Gen.Select(Gen.Int[0, 5_000], Gen.Int[0, 5_000]).Array[1, 2]);

    public static TheoryData<string> Patterns { get; } = [.. PatternTests.Known.Keys];

    [Fact]
    public void Sound_documents_are_not_left_to_the_validator() => Assert.All(Texts, text =>
    {
        var root = Read(text)!;
        Assert.True(PublishedSchemas.ShapeOf(root["kind"]!.Text).Fits(root), text);
    });

    [Fact]
    public void Where_a_document_fits_the_validator_finds_nothing()
    {
        var fitting = 0;
        var others = 0;
        Damages.Sample(
            damage =>
            {
                var text = Exchanged(Texts[damage.Text], damage.Exchanges);
                if (Read(text) is not { IsObject: true } root || root["kind"] is not { IsString: true } kind || !DocumentKinds.All.Contains(kind.Text)) return;
                if (!PublishedSchemas.ShapeOf(kind.Text).Fits(root))
                {
                    Interlocked.Increment(ref others);
                    return;
                }

                Interlocked.Increment(ref fitting);
                var document = new DocumentText("x.json", Encoding.UTF8.GetBytes(text));
                SchemaCheck.Validate(kind.Text, root, document);
                Assert.True(document.Findings.Count == 0, $"{(document.Findings.Count == 0 ? "" : document.Findings[0].Message)}: {text}");
            }, iter: 3_000);
        Assert.True(fitting > 500 && others > 500, $"{fitting} documents fit, {others} do not");
    }

    [Fact]
    public void A_subject_may_be_called_properties()
    {
        const string Text = """{"apiVersion":"pdp/v1","kind":"Tests","subjects":{"properties":{"type":"user","id":"a"}},"tests":[]}""";
        var document = new DocumentText("x.json", Encoding.UTF8.GetBytes(Text));
        SchemaCheck.Validate("Tests", Read(Text)!, document);
        Assert.Empty(document.Findings);
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public void A_pattern_as_code_says_what_the_pattern_says(string pattern)
    {
        var regex = new Regex(PatternTests.Anchored(pattern), RegexOptions.CultureInvariant);
        Gen.OneOf(
                Gen.String[Gen.Char["aZ09._:/-_*\n\r é$"], 0, 4], Gen.String[Gen.Char["ab*"], 126, 130],
                Gen.Int[0, Words.Length - 1].Select(i => Words[i]))
            .Sample(text => Assert.True(regex.IsMatch(text) == PatternTests.Known[pattern](text), text), iter: 20_000);
    }

    [Theory]
    [InlineData("""{ "type": "string", "contentEncoding": "base64" }""")]
    [InlineData("""{ "enum": ["x", 1] }""")]
    [InlineData("""{ "$ref": "#/definitions/absent" }""")]
    [InlineData("""{ "$ref": "elsewhere.json" }""")]
    [InlineData("""{ "type": "word" }""")]
    public void A_schema_that_is_not_understood_is_left_to_the_validator(string schema) =>
        Assert.False(ShapeReader.Of(Encoding.UTF8.GetBytes(schema)).Fits(Read("\"x\"")!));

    private static JsonNode? Read(string text) => JsonTreeReader.Read(Encoding.UTF8.GetBytes(text), 64, []);

    private static string Exchanged(string text, (int At, int With)[] exchanges)
    {
        foreach (var (at, with) in exchanges)
        {
            var tokens = Regex.Matches(text, "\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9.]+|true|false|null|\\[\\]|\\{\\}");
            var old = tokens[at % tokens.Count];
            var own = with % 2 == 0 ? Tokens[with / 2 % Tokens.Length] : tokens[with % tokens.Count].Value;
            text = string.Concat(text.AsSpan(0, old.Index), own, text.AsSpan(old.Index + old.Length));
        }

        return text;
    }

    private static string Json(JsonNode node) => node.Kind switch
    {
        JsonKind.Object => $"{{{string.Join(",", node.Items.Select(item => $"\"{item.Name}\":{Json(item)}"))}}}",
        JsonKind.Array => $"[{string.Join(",", node.Items.Select(Json))}]",
        JsonKind.String => System.Text.Json.JsonSerializer.Serialize(node.Text),
        JsonKind.Number => node.Number.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        JsonKind.Null => "null",
        var kind => kind == JsonKind.True ? "true" : "false",
    };
}
