using Pdp.TestKit.Peers;
using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Schemas;
using Xunit;

namespace Pdp.Bundles.Tests.Schemas;

/// <summary>The schemas as others use them, without the loader's changes, and the loader beside them.</summary>
public partial class PublishedSchemasTests
{
    private const string Head = "\"apiVersion\":\"pdp/v1\",\"kind\":";

    public static TheoryData<string> Kinds { get; } = [.. DocumentKinds.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_kind_has_a_valid_schema_that_its_examples_fit(string kind)
    {
        var text = await File.ReadAllTextAsync(Repository.PathOf("schemas", $"{kind.ToLowerInvariant()}.v1.schema.json"), TestContext.Current.CancellationToken);
        Assert.Equal(text, PublishedSchemas.Text(kind));
        var schema = await JsonSchema.FromJsonAsync(text, TestContext.Current.CancellationToken);
        Assert.NotEmpty(schema.Title!);
        Assert.NotEmpty(schema.Description!);
        Assert.Equal([kind], schema.ActualProperties["kind"].Enumeration);
        var examples = (JArray)JObject.Parse(text)["examples"]!;
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(schema.Validate(example)));
        Assert.All(examples, example => Assert.Empty(Problems(example.ToString())));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_member_is_described_and_no_object_takes_others_unasked(string kind)
    {
        var schema = JObject.Parse(PublishedSchemas.Text(kind));
        foreach (var properties in schema.DescendantsAndSelf().OfType<JObject>().Where(IsObjectSchema))
            Assert.True(properties.ContainsKey("additionalProperties"), properties.Path);
        foreach (var member in ((JObject)schema["properties"]!).Properties())
            Assert.True(member.Value["description"] is not null || member.Value["$ref"] is not null, member.Path);
    }

    [Fact]
    public void Editors_learn_where_expressions_stand()
    {
        var policy = JObject.Parse(PublishedSchemas.Text(DocumentKinds.Policy));
        Assert.Equal("cel", (string?)policy["definitions"]!["expression"]!["format"]);
        Assert.Equal("#/definitions/expression", (string?)policy["definitions"]!["rule"]!["properties"]!["when"]!["$ref"]);
    }

    [Fact]
    public async Task The_documentation_and_the_sample_bundle_fit()
    {
        var documents = Directory.GetFiles(Repository.PathOf("policies"), "*.json", SearchOption.AllDirectories).Select(File.ReadAllText)
            .Concat(JsonBlocks().Matches(await File.ReadAllTextAsync(Repository.PathOf("docs", "documents.md"), TestContext.Current.CancellationToken))
                .Select(match => match.Groups[1].Value))
            .ToList();
        Assert.True(documents.Count > 25);
        foreach (var text in documents)
        {
            Assert.Empty(await Plain(text));
            Assert.Empty(Problems(text));
        }
    }

    [Theory]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[]", true)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":0,\"rules\":[]", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":\"1\",\"rules\":[]", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1.5,\"rules\":[]", false)]
    [InlineData("Policy", "\"id\":\"a b\",\"version\":1,\"rules\":[]", false)]
    [InlineData("Policy", "\"id\":\"\",\"version\":1,\"rules\":[]", false)]
    [InlineData("Policy", "\"id\":\"a.b_c:d/e-f\",\"version\":2147483647,\"rules\":[]", true)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[],\"x\":1", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[],\"stage\":\"active\"", true)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[],\"stage\":\"Active\"", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[],\"target\":[\"a\",\"b\"]", true)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[],\"target\":[]", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[],\"target\":true", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[],\"variables\":{\"a_1\":\"b\"}", true)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[],\"variables\":{\"in\":\"b\"}", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[],\"variables\":{\"inner\":\"b\"}", true)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[],\"combining\":\"deny-overides\"", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[{\"id\":\"r\",\"effect\":\"permit\"}]", true)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[{\"id\":\"r\"}]", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[{\"effect\":\"deny\"}]", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[{\"id\":\"r\",\"effect\":\"deny\",\"rules\":[]}]", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[{\"id\":\"r\",\"effect\":\"deny\",\"actions\":[\"a*\",\"*\"]}]", true)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[{\"id\":\"r\",\"effect\":\"deny\",\"actions\":[]}]", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[{\"id\":\"r\",\"effect\":\"deny\",\"actions\":[\"a*b\"]}]", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[{\"id\":\"r\",\"effect\":\"deny\",\"target\":\"true\"}]", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[{\"id\":\"r\",\"rules\":[{\"policy\":\"q@3\"}]}]", true)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[{\"id\":\"r\",\"rules\":[{\"policy\":\"q@0\"}]}]", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[{\"policy\":\"q\",\"description\":\"x\"}]", true)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[{\"policy\":\"q\",\"reason\":\"x\"}]", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[7]", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[],\"advice\":[{\"id\":\"n\",\"on\":\"deny\",\"when\":\"true\",\"properties\":{\"any name\":\"1\"}}]", true)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[],\"advice\":[{\"id\":\"n\",\"on\":\"both\"}]", false)]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[],\"advice\":[{\"id\":\"n\",\"properties\":{\"a\":1}}]", false)]
    [InlineData("Schema", "\"context\":{}", true)]
    [InlineData("Schema", "\"context\":{\"subjects\":[]}", false)]
    [InlineData("Schema", "\"actions\":{\"read\":{\"subjects\":[\"a\"],\"resources\":[\"b\"]}}", true)]
    [InlineData("Schema", "\"subjects\":{\"user\":{\"properties\":{\"a\":{\"type\":\"string\"}}}}", true)]
    [InlineData("Schema", "\"subjects\":{\"user\":{\"properties\":{\"a\":{}}}}", false)]
    [InlineData("Schema", "\"subjects\":{\"user\":{\"properties\":{\"a\":{\"type\":\"str\"}}}}", false)]
    [InlineData("Schema", "\"subjects\":{\"user\":{\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}}}", true)]
    [InlineData("Schema", "\"subjects\":{\"user\":{\"properties\":{\"a\":{\"type\":\"string\",\"anyOf\":[]}}}}", false)]
    [InlineData("Schema", "\"subjects\":{\"user\":{\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"default\":\"\"}}}}}", false)]
    [InlineData("Schema", "\"subjects\":{\"user\":{\"properties\":{\"a\":{\"type\":\"string\",\"source\":\"data\",\"default\":\"\"}}}}", true)]
    [InlineData("Schema", "\"subjects\":{\"user\":{\"source\":\"data\"}}", false)]
    [InlineData("Schema", "\"subjects\":{\"user\":{\"type\":\"string\"}}", false)]
    [InlineData("Definitions", "\"constants\":{\"a\":[1,{\"b\":null}]},\"conditions\":{\"c\":[\"true\"]}", true)]
    [InlineData("Definitions", "\"constants\":{\"a b\":1}", false)]
    [InlineData("Definitions", "\"conditions\":{\"a\":true}", false)]
    [InlineData("Entities", "\"entities\":[{\"type\":\"u\",\"id\":\"1\",\"properties\":{}}]", true)]
    [InlineData("Entities", "\"entities\":[{\"type\":\"u\",\"id\":\"\"}]", false)]
    [InlineData("Entities", "\"entities\":[{\"type\":\"u\"}]", false)]
    [InlineData("Entities", "\"entities\":{}", false)]
    [InlineData("Entities", "\"entity\":[]", false)]
    [InlineData("Tests", "\"tests\":[{\"name\":\"n\",\"subject\":{\"type\":\"u\",\"id\":\"1\"},\"action\":{\"name\":\"r\",\"properties\":{}},\"resource\":{\"type\":\"d\",\"id\":\"1\"},\"context\":{},\"expect\":{\"decision\":\"DENY\",\"determining\":[{\"version\":1}],\"errors\":[{\"code\":\"missing-attribute\"}],\"advice\":[]}}]", true)]
    [InlineData("Tests", "\"tests\":[{\"name\":\"n\",\"subject\":{\"type\":\"u\",\"id\":\"1\"},\"action\":\"r\",\"resource\":{\"type\":\"d\",\"id\":\"1\"},\"expect\":{\"decision\":\"deny\"}}]", false)]
    [InlineData("Tests", "\"tests\":[{\"name\":\"n\",\"subject\":{\"type\":\"u\",\"id\":\"1\"},\"action\":\"r\",\"resource\":{\"type\":\"d\",\"id\":\"1\"},\"expect\":{\"decision\":\"DENY\",\"determining\":[{}]}}]", false)]
    [InlineData("Tests", "\"tests\":[{\"name\":\"n\",\"subject\":7,\"action\":\"r\",\"resource\":{\"type\":\"d\",\"id\":\"1\"},\"expect\":{\"decision\":\"DENY\"}}]", false)]
    [InlineData("Tests", "\"tests\":[{\"name\":\"n\",\"subject\":{\"type\":\"u\"},\"action\":\"r\",\"resource\":{\"type\":\"d\",\"id\":\"1\"},\"expect\":{\"decision\":\"DENY\"}}]", false)]
    [InlineData("Tests", "\"tests\":[],\"subjects\":{\"a\":{\"type\":\"u\"}}", false)]
    [InlineData("Tests", "", false)]
    [InlineData("Bundle", "\"name\":\"n\",\"schemaEnforcement\":\"off\",\"pins\":{\"p\":1},\"limits\":{\"fuel\":1,\"decisionTime\":\"1s\",\"policyDepth\":1}", true)]
    [InlineData("Bundle", "\"schemaEnforcement\":\"on\"", false)]
    [InlineData("Bundle", "\"pins\":{\"p\":\"1\"}", false)]
    [InlineData("Bundle", "\"pins\":{\"p q\":1}", false)]
    [InlineData("Bundle", "\"limits\":{\"fuel\":0}", false)]
    [InlineData("Bundle", "\"limits\":{\"depth\":1}", false)]
    public async Task Schema_and_loader_agree(string kind, string members, bool fits)
    {
        var text = $"{{{Head}\"{kind}\"{(members.Length > 0 ? "," : "")}{members}}}";
        Assert.Equal(fits, (await Plain(text)).Count == 0);
        Assert.Equal(fits, Problems(text).Count == 0);
    }

    [Theory]
    [InlineData("Policy", "\"id\":\"p\\n\",\"version\":1,\"rules\":[]")]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[{\"id\":\"r\\n\",\"effect\":\"deny\"}]")]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[{\"policy\":\"p@1\\n\"}]")]
    [InlineData("Policy", "\"id\":\"p\",\"version\":1,\"rules\":[],\"variables\":{\"a\\n\":\"b\"}")]
    [InlineData("Bundle", "\"pins\":{\"p\\n\":1}")]
    public void A_line_break_at_its_end_is_no_part_of_an_id(string kind, string members) =>
        Assert.Single(Problems($"{{{Head}\"{kind}\",{members}}}"));

    private static bool IsObjectSchema(JObject schema) =>
        schema["properties"] is JObject && schema["type"] is JValue { Value: "object" } && !schema.Path.Contains("examples", StringComparison.Ordinal);

    private static async Task<ICollection<NJsonSchema.Validation.ValidationError>> Plain(string text)
    {
        var document = JObject.Parse(text);
        var path = Repository.PathOf("schemas", $"{((string)document["kind"]!).ToLowerInvariant()}.v1.schema.json");
        var schema = await JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        return schema.Validate(document);
    }

    private static IReadOnlyList<Engine.Sources.SourceDiagnostic> Problems(string text)
    {
        var parsed = JObject.Parse(text);
        var file = (string)parsed["kind"]! == "Bundle" ? "bundle.json" : "document.json";
        return DocumentReader.Read(file, Encoding.UTF8.GetBytes(text), 64).Text.Findings;
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlocks();
}
