using System.Text;
using Pdp.Engine;
using Pdp.Engine.Sources;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Bundles.Tests;

public sealed class BundleLoaderTests : IDisposable
{
    private const string Policy = """
        { "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": [ { "id": "r", "effect": "permit" } ] }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Loads_every_document_below_the_folder_in_the_order_of_paths()
    {
        _folder.Write("b/policy.json", Policy);
        _folder.Write("b.json", """{ "apiVersion": "pdp/v1", "kind": "Definitions" }""");
        _folder.Write("B/C/d.JSON", """{ "apiVersion": "pdp/v1", "kind": "Entities", "entities": [] }""");
        _folder.Write("readme.md", "not a document");
        _folder.Write(".git/x.json", "not a document");
        _folder.Write("b/.swap.json", "not a document");
        var bundle = Load();
        Assert.Equal(
            [("B/C/d.JSON", "Entities", null, null), ("b.json", "Definitions", null, null), ("b/policy.json", "Policy", "p", (int?)1)],
            bundle.Files.Select(file => (file.Path, file.Kind, file.Id, file.Version)));
        Assert.Equal(Policy, bundle.Files[2].Text);
        Assert.Equal(Path.GetFileName(_folder.Path), bundle.Name);
        Assert.Equal(_folder.Path, bundle.Directory);
        Assert.Equal(bundle.Revision, bundle.Set.Revision);
    }

    [Fact]
    public void Reads_every_member_of_a_policy()
    {
        _folder.Write("policy.json", """
            {
              "$schema": "../schemas/policy.v1.schema.json", "apiVersion": "pdp/v1", "kind": "Policy", "description": "about",
              "id": "documents", "version": 3, "target": ["resource.type", "== 'document'"], "combining": "first-applicable",
              "variables": { "own": "resource.owner == subject.id" },
              "rules": [
                { "id": "owner", "effect": "permit", "actions": ["read", "edit*"], "when": "variables.own", "reason": "yours",
                  "description": "owners", "obligations": [ { "id": "log", "on": "permit", "when": "true", "properties": { "a b": "1" } } ] },
                { "id": "inner", "target": "true", "combining": "permit-unless-deny", "rules": [ { "id": "no", "effect": "deny" } ],
                  "advice": [ { "id": "say" } ] },
                { "policy": "other" },
                { "policy": "other@2", "description": "the second" }
              ],
              "obligations": [ { "id": "audit", "on": "deny" } ]
            }
            """);
        foreach (var version in (int[])[1, 2, 3])
            _folder.Write($"other{version}.json", $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "other", "version": {{version}}, "stage": "{{(version == 3 ? "shadow" : "active")}}", "rules": [] }""");
        _folder.Write("bundle.json", """
            { "apiVersion": "pdp/v1", "kind": "Bundle", "name": "acme", "schemaEnforcement": "reject", "pins": { "other": 1 },
              "limits": { "fuel": 5000, "decisionTime": "1.5s", "policyDepth": 7 } }
            """);
        var bundle = Load();
        Assert.Equal("acme", bundle.Name);
        var source = bundle.Set.Source;
        Assert.Equal(new EngineLimits { Fuel = 5000, DecisionTime = TimeSpan.FromSeconds(1.5), MaxPolicyDepth = 7 }, source.Limits);
        Assert.Equal(SchemaEnforcement.Reject, source.Schema.Enforcement);
        Assert.Equal(1, source.Pins["other"]);
        Assert.True(source.Policies.Single(policy => policy is { Id: "other", Version: 3 }).IsShadow);
        var policy = source.Policies.Single(policy => policy.Id == "documents");
        Assert.Equal(("about", 3, CombiningAlgorithm.FirstApplicable), (policy.Description, policy.Version, policy.Combining));
        Assert.Equal(new ExpressionSource("resource.type\n== 'document'", new SourceLocation("policy.json", "/target")), policy.Target);
        Assert.Equal(("own", "resource.owner == subject.id"), (policy.Variables[0].Name, policy.Variables[0].Expression.Text));
        Assert.Equal(Effect.Deny, policy.Obligations.Single().On);
        var rule = Assert.IsType<RuleSource>(policy.Items[0]);
        Assert.Equal(("owner", Effect.Permit, "yours", "owners"), (rule.Id, rule.Effect, rule.Reason, rule.Description));
        Assert.Equal(["read", "edit*"], rule.Actions!.Value);
        Assert.Equal("/rules/0/when", rule.When!.Location.Pointer);
        var notice = rule.Obligations.Single();
        Assert.Equal(("log", Effect.Permit, "true"), (notice.Id, notice.On, notice.When!.Text));
        Assert.Equal(("a b", "/rules/0/obligations/0/properties/a b"), (notice.Properties[0].Name, notice.Properties[0].Expression.Location.Pointer));
        var inner = Assert.IsType<PolicySource>(policy.Items[1]);
        Assert.Equal(("inner", 0, CombiningAlgorithm.PermitUnlessDeny), (inner.Id, inner.Version, inner.Combining));
        Assert.Equal("/rules/1/rules/0", inner.Items.Single().Location.Pointer);
        Assert.Equal("say", inner.Advice.Single().Id);
        Assert.Equal(("other", (int?)null), (policy.Items[2].Id, Assert.IsType<ReferenceSource>(policy.Items[2]).Version));
        Assert.Equal(2, Assert.IsType<ReferenceSource>(policy.Items[3]).Version);
    }

    [Theory]
    [InlineData("deny-overrides", CombiningAlgorithm.DenyOverrides)]
    [InlineData("permit-overrides", CombiningAlgorithm.PermitOverrides)]
    [InlineData("ordered-deny-overrides", CombiningAlgorithm.OrderedDenyOverrides)]
    [InlineData("ordered-permit-overrides", CombiningAlgorithm.OrderedPermitOverrides)]
    [InlineData("deny-unless-permit", CombiningAlgorithm.DenyUnlessPermit)]
    [InlineData("permit-unless-deny", CombiningAlgorithm.PermitUnlessDeny)]
    [InlineData("first-applicable", CombiningAlgorithm.FirstApplicable)]
    [InlineData("only-one-applicable", CombiningAlgorithm.OnlyOneApplicable)]
    public void Reads_every_combining_algorithm(string name, CombiningAlgorithm expected)
    {
        _folder.Write("policy.json", $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "combining": "{{name}}", "rules": [] }""");
        Assert.Equal(expected, Load().Set.Source.Policies.Single().Combining);
        Assert.Equal(name, Bundles.Json.Names.Of(expected));
    }

    [Fact]
    public void Reads_every_keyword_of_a_schema()
    {
        _folder.Write("policy.json", Policy);
        _folder.Write("schema.json", """
            {
              "apiVersion": "pdp/v1", "kind": "Schema",
              "subjects": { "user": { "type": "object", "required": ["tenant"], "properties": {
                "tenant": { "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[a-z]+$", "title": "t", "description": "d", "examples": ["x"] },
                "roles": { "type": "array", "items": { "type": "string", "enum": ["reader", "editor"] }, "minItems": 0, "maxItems": 32, "source": "data", "default": [] },
                "clearance": { "type": "integer", "minimum": 0, "maximum": 3, "default": 0, "source": "request" },
                "score": { "type": ["null", "number"] },
                "hired": { "type": "string", "format": "date-time" },
                "shift": { "type": "string", "format": "duration" },
                "mail": { "type": "string", "format": "email" },
                "anything": { "type": "object" },
                "list": { "type": "array" },
                "closed": { "type": "object", "additionalProperties": false },
                "address": { "type": "object", "required": ["zip"], "additionalProperties": true, "properties": {
                  "zip": { "type": ["string", "null"], "maxLength": 5 }, "kind": { "type": "string", "enum": ["home", "work"] } } }
              } } },
              "resources": { "document": {}, "open": { "properties": {}, "additionalProperties": true } },
              "actions": { "read": { "subjects": ["user"], "resources": ["document"] } },
              "context": { "properties": { "ip": { "type": "string", "format": "ipv4" } } }
            }
            """);
        var schema = Load().Set.Source.Schema;
        var user = schema.Subjects.Single();
        Assert.Equal(("user", false), (user.Name, user.IsOpen));
        AttributeSchema Of(string name) => user.Attributes.Single(attribute => attribute.Member.Name == name);
        Assert.Equal((true, 64, "d"), (Of("tenant").Member.Required, Of("tenant").Member.MaxSize, Of("tenant").Member.Description));
        Assert.Equal((1, 64, "^[a-z]+$"), (Of("tenant").Bounds!.MinLength, Of("tenant").Bounds!.MaxLength, Of("tenant").Bounds!.Pattern));
        Assert.Equal("/subjects/user/properties/tenant", Of("tenant").Location.Pointer);
        Assert.Equal((CelType.ListOf(CelType.String), AttributeSource.Data, 32), (Of("roles").Member.Type, Of("roles").Source, Of("roles").Member.MaxSize));
        Assert.Equal(["reader", "editor"], Of("roles").Member.EnumValues);
        Assert.Equal(["reader", "editor"], Of("roles").Bounds!.Items!.EnumValues);
        Assert.Equal((CelType.Int, AttributeSource.Request, 0L, true), (Of("clearance").Member.Type, Of("clearance").Source, Of("clearance").Default.AsInt, Of("clearance").Member.Required));
        Assert.Equal((0, 3), (Of("clearance").Bounds!.Minimum, Of("clearance").Bounds!.Maximum));
        Assert.Equal((CelType.Double, true, AttributeSource.RequestThenData), (Of("score").Member.Type, Of("score").IsNullable, Of("score").Source));
        Assert.True(Of("score").Default.IsMissing);
        Assert.Equal(CelType.Timestamp, Of("hired").Member.Type);
        Assert.Equal(CelType.Duration, Of("shift").Member.Type);
        Assert.Equal(CelType.String, Of("mail").Member.Type);
        Assert.Equal(CelType.MapOf(CelType.String, CelType.Dyn), Of("anything").Member.Type);
        Assert.Equal(CelType.DynList, Of("list").Member.Type);
        Assert.False(Assert.IsType<RecordType>(Of("closed").Member.Type).IsOpen);
        var address = Assert.IsType<RecordType>(Of("address").Member.Type);
        Assert.Equal(("subject.address", true), (address.Name, address.IsOpen));
        Assert.Equal((CelType.WrapperOf(CelType.String), true, 5), (address.Members["zip"].Type, address.Members["zip"].Required, address.Members["zip"].MaxSize));
        Assert.True(Of("address").Bounds!.Members["zip"].IsNullable);
        Assert.Equal(["home", "work"], address.Members["kind"].EnumValues);
        Assert.Equal([("document", true), ("open", true)], schema.Resources.Select(resource => (resource.Name, resource.IsOpen)));
        var read = schema.Actions.Single();
        Assert.Equal(["user"], read.Subjects!.Value);
        Assert.Equal(["document"], read.Resources!.Value);
        Assert.Equal("ip", schema.Context!.Attributes.Single().Member.Name);
    }

    [Fact]
    public void Reads_definitions_and_entities()
    {
        _folder.Write("policy.json", Policy);
        _folder.Write("definitions.json", """
            { "apiVersion": "pdp/v1", "kind": "Definitions", "constants": { "limit": 25, "nothing": null }, "conditions": { "late": "now.getHours() > 20" } }
            """);
        _folder.Write("entities.json", """
            { "apiVersion": "pdp/v1", "kind": "Entities", "entities": [ { "type": "user", "id": "alice", "properties": { "level": 3.0 } }, { "type": "user", "id": "bob" } ] }
            """);
        var source = Load().Set.Source;
        Assert.Equal(
            [("limit", ValueKind.Int, null), ("nothing", ValueKind.Null, null), ("late", ValueKind.Missing, "now.getHours() > 20")],
            source.Definitions.Select(definition => (definition.Name, definition.Constant.Kind, definition.Expression?.Text)));
        Assert.Equal([("user", "alice", 1), ("user", "bob", 0)], source.Entities.Select(entity => (entity.Type, entity.Id, entity.Properties.Count)));
        Assert.Equal("/entities/1", source.Entities[1].Location.Pointer);
    }

    [Fact]
    public void An_empty_folder_is_an_error() =>
        Assert.Equal([DocumentDiagnosticCodes.NoPolicy], Errors());

    [Theory]
    [InlineData("does-not-exist")]
    [InlineData("file")]
    [InlineData("nul\0character")]
    [InlineData("")]
    public void A_folder_that_is_none_is_an_error(string name)
    {
        _folder.Write("file", "x");
        var result = BundleLoader.Load(name.Length == 0 ? "" : Path.Combine(_folder.Path, name), cancellation: TestContext.Current.CancellationToken);
        Assert.Null(result.Bundle);
        Assert.Contains(DocumentDiagnosticCodes.Unreadable, result.Diagnostics.Select(diagnostic => diagnostic.Code));
        Assert.All(result.Diagnostics, diagnostic => Assert.NotEmpty(DiagnosticText.Format(diagnostic)));
    }

    [Fact]
    public void Limits_are_errors_that_name_themselves()
    {
        _folder.Write("a.json", Policy);
        _folder.Write("b.json", """{ "apiVersion": "pdp/v1", "kind": "Definitions", "constants": { "a": [[[1]]] } }""");
        Assert.Equal(
            [$": the policy folder has more than 1 documents"],
            Messages(new LoadOptions { MaxFiles = 1 }));
        Assert.Equal(["a.json: the file is larger than 100 bytes"], Messages(new LoadOptions { MaxFileBytes = 100 }));
        Assert.Equal([": the documents are larger than 150 bytes together"], Messages(new LoadOptions { MaxTotalBytes = 150 }));
        Assert.Equal(["b.json: nested deeper than 4 levels"], Messages(new LoadOptions { MaxJsonDepth = 4 }));
    }

    [Fact]
    public void Depth_is_bounded_whatever_the_options_say()
    {
        _folder.Write("a.json", Policy);
        _folder.Write("b.json", $$"""{ "apiVersion": "pdp/v1", "kind": "Definitions", "constants": { "a": {{new string('[', 100_000)}}{{new string(']', 100_000)}} } }""");
        Assert.Equal(["b.json: nested deeper than 256 levels"], Messages(new LoadOptions { MaxJsonDepth = int.MaxValue }));
    }

    [Theory]
    [InlineData("\"x{0}\": 1, ")]
    [InlineData("\"x\": 1, ")]
    [InlineData("\"n\\ud800{0}\": 1e999, ")]
    public void Hundreds_of_thousands_of_errors_in_one_line_are_counted_and_take_no_time_to_speak_of(string member)
    {
        const int Count = 100_000;
        var members = string.Concat(Enumerable.Range(0, Count).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, member, i)));
        _folder.Write("a.json", $"{{ \"apiVersion\": \"pdp/v1\", \"kind\": \"Policy\", \"id\": \"p\", \"version\": 1, {members} \"rules\": [] }}");
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var messages = Messages().ToList();
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.Equal(1001, messages.Count);
        Assert.Matches("^a.json: [0-9]+ more errors of this file are not told$", messages[^1]);
    }

    [Fact]
    public void Policies_nested_as_deep_as_JSON_may_be_exhaust_no_stack()
    {
        var rules = new StringBuilder();
        for (var i = 0; i < 120; i++) rules.Append("[{\"id\":\"p\",\"rules\":");
        rules.Append("[]").Insert(rules.Length, "}]", 120);
        _folder.Write("a.json", $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": {{rules}} }""");
        Assert.NotEmpty(Messages(new LoadOptions { MaxJsonDepth = 256 }));
    }

    [Fact]
    public void What_is_no_UTF8_is_an_error()
    {
        _folder.Write("a.json", [.. "{ \"kind\": \""u8, 0xFF, .. "\" }"u8]);
        _folder.Write("b.json", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Policy)]);
        Assert.Equal([DocumentDiagnosticCodes.Encoding, DocumentDiagnosticCodes.Encoding], Errors());
    }

    [Fact]
    public void Links_are_followed_within_the_folder_and_never_out_of_it()
    {
        if (OperatingSystem.IsWindows()) return;
        using var elsewhere = new TemporaryFolder();
        elsewhere.Write("secret.json", Policy);
        _folder.Write("..data/policy.json", Policy);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "policy.json"), "..data/policy.json");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "loop"), ".");
        Assert.Equal(["policy.json"], Load().Files.Select(file => file.Path));

        File.CreateSymbolicLink(Path.Combine(_folder.Path, "again.json"), "again.json");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "out.json"), Path.Combine(elsewhere.Path, "secret.json"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "way-out"), elsewhere.Path);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "dangling.json"), "nowhere.json");
        Assert.Equal(
            [
                "again.json: the link cannot be followed: it cannot be opened or read through",
                "dangling.json: the file cannot be read: it does not exist",
                "out.json: the link leads out of the policy folder",
                "way-out: the link leads out of the policy folder",
            ],
            Messages());
    }

    [Fact]
    public void A_pipe_is_not_waited_for()
    {
        if (OperatingSystem.IsWindows()) return;
        using var process = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_folder.Path, "pipe.json")]);
        process.WaitForExit();
        Assert.Equal(["pipe.json: expected a JSON document, got an empty text"], Messages());
    }

    [Fact]
    public void Cancelling_stops_loading()
    {
        _folder.Write("a.json", Policy);
        Assert.Throws<OperationCanceledException>(() => BundleLoader.Load(_folder.Path, null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Errors_of_all_files_come_together_in_the_order_of_files_and_places()
    {
        _folder.Write("a.json", "{");
        _folder.Write("b.json", """{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "b", "version": 1, "x": 1, "rules": [ { "id": "r", "effect": "no" } ] }""");
        _folder.Write("c.json", """{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "c", "version": 1, "rules": [ { "id": "r", "effect": "deny", "when": "1 +" } ] }""");
        _folder.Write("d.json", """{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "d", "version": 1, "rules": [ { "policy": "a" }, { "id": "r", "effect": "deny", "when": "definitions.of_a" } ] }""");
        var result = BundleLoader.Load(_folder.Path, cancellation: TestContext.Current.CancellationToken);
        Assert.Null(result.Bundle);
        Assert.Equal(
            [
                ("a.json", DocumentDiagnosticCodes.Syntax), ("b.json", DocumentDiagnosticCodes.UnknownMember),
                ("b.json", DocumentDiagnosticCodes.NotAllowed), ("c.json", "CEL0001"),
            ],
            result.Diagnostics.Select(diagnostic => (diagnostic.Location.File, diagnostic.Code)));
    }

    private Bundle Load()
    {
        var result = BundleLoader.Load(_folder.Path, cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Bundle is not null, string.Join("\n", result.Diagnostics.Select(DiagnosticText.Format)));
        return result.Bundle;
    }

    private IEnumerable<string> Errors()
    {
        var result = BundleLoader.Load(_folder.Path, cancellation: TestContext.Current.CancellationToken);
        Assert.Null(result.Bundle);
        return result.Diagnostics.Select(diagnostic => diagnostic.Code);
    }

    private IEnumerable<string> Messages(LoadOptions? options = null)
    {
        var result = BundleLoader.Load(_folder.Path, options, cancellation: TestContext.Current.CancellationToken);
        Assert.Null(result.Bundle);
        return result.Diagnostics.Select(diagnostic => $"{diagnostic.Location.File}: {diagnostic.Message}");
    }
}
