using System.Collections.Immutable;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Json;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Testing;
using Pdp.Bundles.Text;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Bundles.Mapping;

/// <summary>Reads <c>Tests</c> documents.</summary>
internal sealed class TestsMapper
{
    // 2026-01-01T00:00:00Z, when a document does not say when its tests take place
    private static readonly Timestamp DefaultNow = new(1_767_225_600, 0);

    private readonly DocumentText _document;
    private readonly JsonNode _root;

    // the schema check has told what is malformed in a subject, an action or a resource
    private readonly RequestReader _reader = new([]);

    private TestsMapper(JsonNode root, DocumentText document)
    {
        _root = root;
        _document = document;
    }

    public static TestsDocument Map(JsonNode root, DocumentText document)
    {
        var mapper = new TestsMapper(root, document);
        return new TestsDocument(document.File, new TestSuite(
            document.File, Nodes.Text(root, "description"), root["beforeActivation"]?.Kind == JsonKind.True, mapper.Tests()));
    }

    private ImmutableArray<PolicyTest> Tests()
    {
        var tests = ImmutableArray.CreateBuilder<PolicyTest>();
        var names = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        var now = Now(_root) ?? DefaultNow;
        foreach (var node in Nodes.Elements(_root, "tests"))
        {
            if (node["name"] is { IsString: true } name && !names.TryAdd(name.Text, node))
            {
                _document.Error(
                    DocumentDiagnosticCodes.DuplicateTest, name, $"two tests have the name {Words.Quote(name.Text)}",
                    $"the first is {names[name.Text].Pointer}");
            }

            if (Test(node, now) is { } test) tests.Add(test);
        }

        return tests.DrainToImmutable();
    }

    private PolicyTest? Test(JsonNode node, Timestamp now)
    {
        var subject = Fixture(node, "subject", "subjects") is { } subjectNode ? _reader.Entity(subjectNode) : null;
        var resource = Fixture(node, "resource", "resources") is { } resourceNode ? _reader.Entity(resourceNode) : null;
        var action = node["action"] switch
        {
            { IsString: true, Text.Length: > 0 } name => new ActionInfo(name.Text, StringMap.Empty),
            { IsObject: true } whole => _reader.Action(whole),
            _ => null,
        };
        var context = node["context"] is null ? StringMap.Empty
            : Fixture(node, "context", "contexts") is { IsObject: true } contextNode ? JsonValues.ToMap(contextNode)
            : null;
        var time = Now(node) ?? now;
        if (Nodes.Text(node, "name") is not { } testName || node["expect"] is not { } expect || Decision(expect) is not { } decision
            || subject is null || action is null || resource is null || context is null)
        {
            _document.PassOver(node);
            return null;
        }

        return new PolicyTest
        {
            Name = testName,
            Request = new Request(subject, action, resource, context),
            Now = time,
            Decision = decision,
            Determining = List(expect, "determining", item => new ExpectedRule(
                Nodes.Text(item, "policy"), Nodes.Integer(item, "version"), Nodes.Text(item, "rule"), Nodes.Text(item, "reason"))),
            Obligations = List(expect, "obligations", Notice),
            Advice = List(expect, "advice", Notice),
            Errors = List(expect, "errors", item => new ExpectedError(
                Nodes.Text(item, "policy"), Nodes.Text(item, "rule"), Nodes.Text(item, "code"))),
            Location = _document.Location.Child("tests").Child(node.Index),
        };
    }

    // the object itself, or the one of that name in the document
    private JsonNode? Fixture(JsonNode test, string member, string group)
    {
        if (test[member] is not { IsString: true } name) return test[member];
        if (name.Text.Length == 0) return null;
        if (_root[group]?[name.Text] is { } fixture) return fixture;

        // what is only counted needs no suggestion
        var known = _document.IsFull ? [] : Nodes.Members(_root, group).Select(node => node.Name!);
        _document.Error(
            DocumentDiagnosticCodes.UnknownFixture, name, $"unknown {member} {Words.Quote(name.Text)}",
            Suggestions.DidYouMean(name.Text, known) ?? $"name it in `{group}` of this document, or write the object itself");
        return null;
    }

    private Timestamp? Now(JsonNode node)
    {
        if (node["now"] is not { IsString: true } text) return null;
        var value = CelText.ParseTimestamp(text.Text);
        if (value.AsError is not { } error) return value.AsTimestamp;
        _document.Error(DocumentDiagnosticCodes.Malformed, text, error.Message);
        return null;
    }

    private static ExpectedNotice Notice(JsonNode item) => new(
        Nodes.Text(item, "id") ?? "", item["properties"] is { IsObject: true } properties ? JsonValues.ToMap(properties) : null);

    private static ImmutableArray<T>? List<T>(JsonNode expect, string name, Func<JsonNode, T> map) =>
        expect[name] is { IsArray: true } list ? [.. list.Items.Where(item => item.IsObject).Select(map)] : null;

    private static Outcome? Decision(JsonNode expect) => Nodes.Text(expect, "decision") switch
    {
        "PERMIT" => Outcome.Permit,
        "DENY" => Outcome.Deny,
        "NOT_APPLICABLE" => Outcome.NotApplicable,
        "INDETERMINATE" => Outcome.Indeterminate,
        _ => null,
    };
}
