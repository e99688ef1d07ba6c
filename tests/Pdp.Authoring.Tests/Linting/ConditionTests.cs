using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Pdp.Authoring.Linting;
using Pdp.Bundles;
using Xunit;

namespace Pdp.Authoring.Tests.Linting;

/// <summary>What the linter says of single conditions, and what it must not say.</summary>
public sealed class ConditionTests
{
    private const string Schema = """
        {
          "apiVersion": "pdp/v1", "kind": "Schema",
          "subjects": { "user": { "properties": { "team": { "type": "string" }, "leaves": { "type": "string", "source": "data" } } } },
          "resources": {
            "document": {
              "required": ["owner"],
              "properties": {
                "owner": { "type": "string" }, "team": { "type": "string" }, "hold": { "type": "boolean", "default": false },
                "place": { "type": "object", "required": ["city"], "properties": { "city": { "type": "string" }, "street": { "type": "string" } } }
              }
            },
            "folder": { "properties": { "owner": { "type": "string" } } }
          }
        }
        """;

    [Theory]
    [InlineData("resource.owner == 'a'")]
    [InlineData("resource.hold")]
    [InlineData("!has(resource.team) || resource.team == 'a'")]
    [InlineData("resource.team == 'a' || !has(resource.team)")]
    [InlineData("has(resource.team) ? resource.team == 'a' : true")]
    [InlineData("resource.?team.orValue('') == 'a'")]
    [InlineData("resource.?place.street.orValue('') == 'a'")]
    [InlineData("!has(resource.place) || resource.place.city == 'a'")]
    [InlineData("variables.known || resource.owner == 'b'")]
    public void A_deny_rule_that_asks_first_is_not_told(string when) => Assert.DoesNotContain(LintCodes.DenyCanFail, Codes("deny", when));

    [Theory]
    [InlineData("resource.team == 'a'", "resource.team")]
    [InlineData("has(resource.place) && resource.place.street == 'a'", "resource.place.street")]
    [InlineData("resource.owner == 'a' || resource.team == 'a'", "resource.team")]
    [InlineData("has(resource.team) ? true : resource.team == 'a'", "resource.team")]
    [InlineData("variables.read", "resource.team")]
    public void A_deny_rule_that_fails_for_want_of_an_attribute_is_told(string when, string path)
    {
        var finding = Assert.Single(Lint("deny", when), finding => finding.Diagnostic.Code == LintCodes.DenyCanFail);

        Assert.Contains($"`{path}`", finding.Diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("['a'].exists(subject, subject == 'a')", "subject", "the subject of the request")]
    [InlineData("resource.owner in ['a'].map(now, true, now)", "now", "the time of the decision")]
    [InlineData("{'a': 1}.all(key, resource, resource == 1)", "resource", "the resource of the request")]
    [InlineData("{'a': 1}.transformList(context, n, n).size() == 1", "context", "the context of the request")]
    [InlineData("cel.bind(variables, resource.owner, variables == 'a')", "variables", "the variables of the policy")]
    [InlineData("resource.?team.optMap(action, action == 'a').orValue(false)", "action", "the action of the request")]
    [InlineData("['a'].exists(x, ['b'].all( definitions , definitions != x))", "definitions", "the definitions of the bundle")]
    public void A_variable_that_hides_a_root_is_told_at_its_place(string when, string name, string meaning)
    {
        var finding = Assert.Single(Lint("permit", when), finding => finding.Diagnostic.Code == LintCodes.HidesRoot);

        Assert.Contains($"`{name}` is a variable of", finding.Diagnostic.Message, StringComparison.Ordinal);
        Assert.EndsWith($"hides {meaning}", finding.Diagnostic.Message, StringComparison.Ordinal);
        var span = finding.Diagnostic.Span!.Value;
        Assert.Equal(when.IndexOf(name, when.IndexOf('(', StringComparison.Ordinal), StringComparison.Ordinal), span.Start);
        Assert.Equal(name.Length, span.Length);
    }

    [Theory]
    [InlineData("['a'].exists(s, s == subject.id)")]
    [InlineData("['a'].exists(team, team == resource.team)")]
    public void A_variable_with_a_name_of_its_own_is_not_told(string when) => Assert.DoesNotContain(LintCodes.HidesRoot, Codes("permit", when));

    [Theory]
    [InlineData("!has(resource.team)")]
    [InlineData("resource.owner == 'a' && !(has(resource.team) && resource.team == 'b')")]
    [InlineData("resource.?team.orValue('x') != 'b'")]
    [InlineData("!(resource.?team.orValue('x') == 'b')")]
    [InlineData("has(resource.team) ? resource.team == 'a' : true")]
    [InlineData("context.?trusted.orValue(true)")]
    [InlineData("!variables.known")]
    public void A_permit_rule_that_permits_for_want_of_an_attribute_is_told(string when) => Assert.Contains(LintCodes.PermitsWithout, Codes("permit", when));

    [Theory]
    [InlineData("resource.?team.orValue('b') != 'b'")]
    [InlineData("!resource.hold")]
    [InlineData("!has(subject.leaves)")]
    [InlineData("has(resource.team) && resource.?team.orValue('x') != 'b'")]
    [InlineData("resource.?team.orValue('') == 'b'")]
    [InlineData("variables.known")]
    public void A_permit_rule_that_needs_the_attribute_is_not_told(string when) => Assert.DoesNotContain(LintCodes.PermitsWithout, Codes("permit", when));

    [Theory]
    [InlineData("false")]
    [InlineData("resource.type == 'folder'")]
    [InlineData("resource.owner in ['a', 'b'] && resource.owner == 'c'")]
    [InlineData("resource.owner.startsWith('a') && resource.owner.startsWith('b')")]
    [InlineData("variables.is_a && resource.owner == 'b'")]
    [InlineData("1 > 2 || resource.type == 'folder'")]
    public void A_condition_that_no_request_fulfils_is_told(string when) => Assert.Contains(LintCodes.NeverTrue, Codes("permit", when));

    [Theory]
    [InlineData("true")]
    [InlineData("1 < 2 || resource.owner == 'a'")]
    [InlineData("!(variables.is_a && resource.owner == 'b' && false)")]
    public void A_condition_that_every_request_fulfils_is_told(string when) => Assert.Contains(LintCodes.AlwaysTrue, Codes("permit", when));

    [Theory]
    [InlineData("resource.owner == subject.id")]
    [InlineData("resource.owner == 'a' || resource.owner == 'b'")]
    [InlineData("resource.team == 'a' || resource.team != 'a'")]
    public void A_condition_of_which_neither_is_sure_is_not_told(string when)
    {
        var codes = Codes("permit", when);

        Assert.DoesNotContain(LintCodes.NeverTrue, codes);
        Assert.DoesNotContain(LintCodes.AlwaysTrue, codes);
    }

    [Theory]
    [InlineData("deny-overrides", "permit:resource.hold", "permit:resource.hold && subject.id == 'a'", "b")]
    [InlineData("deny-overrides", "permit:subject.id == 'a' && resource.hold", "permit:resource.hold", "a")]
    [InlineData("deny-overrides", "permit:resource.hold", "permit:resource.hold", "b")]
    [InlineData("permit-overrides", "deny:resource.hold", "permit:resource.hold", "a")]
    [InlineData("first-applicable", "deny:resource.hold", "permit:resource.hold && subject.id == 'a'", "b")]
    [InlineData("first-applicable", "deny:resource.hold && subject.id == 'a'", "permit:resource.hold", null)]
    [InlineData("deny-overrides", "permit:resource.hold", "deny:resource.hold && subject.id == 'a'", null)]
    [InlineData("deny-overrides", "permit:resource.hold", "permit:subject.id == 'a'", null)]
    public void A_rule_that_another_leaves_nothing_to_say_is_told(string combining, string first, string second, string? told)
    {
        static string Rule(string id, string text) =>
            $$"""{ "id": "{{id}}", "effect": "{{text.Split(':')[0]}}", "when": {{JsonSerializer.Serialize(text.Split(':')[1])}} }""";

        var findings = LintPolicy($$""" "combining": "{{combining}}", "rules": [ {{Rule("a", first)}}, {{Rule("b", second)}} ] """)
            .Where(finding => finding.Diagnostic.Code == LintCodes.Shadowed).ToList();

        if (told is null) Assert.Empty(findings);
        else Assert.Contains($"rule `{told}` has no effect", Assert.Single(findings).Diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_stands_where_the_expression_says_it_in_spite_of_escapes_and_lines()
    {
        const string Rules = """ "rules": [ { "id": "r", "effect": "deny", "when": ["resource.owner == '\u00fc\"🙂' // \\", "&& resource.team == 'a'"] } ] """;
        var text = Policy(Rules);

        var finding = Assert.Single(LintPolicy(Rules), finding => finding.Diagnostic.Code == LintCodes.DenyCanFail);

        var range = finding.Range!.Value;
        Assert.Equal("resource.team", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text), range.Offset, range.Length));
    }

    [Theory]
    [InlineData(""" "rules": [] """)]
    [InlineData(""" "target": "1 < 2", "rules": [] """)]
    [InlineData(""" "rules": [ { "id": "d", "effect": "deny", "when": "resource.id == 'a'" }, { "id": "e", "effect": "deny", "actions": ["delete"] } ] """)]
    [InlineData(""" "rules": [ { "id": "i", "target": "subject.id == 'a'", "combining": "deny-unless-permit", "rules": [] } ] """)]
    [InlineData(""" "rules": [ { "id": "i", "target": "subject.id == 'a'", "rules": [ { "id": "d", "effect": "deny" } ] } ] """)]
    [InlineData(""" "rules": [ { "id": "r", "effect": "permit", "when": "subject.id == 'a'" } ] """)]
    public void A_policy_that_permits_everyone_what_its_rules_do_not_deny_is_told(string members)
    {
        var combined = $""" "combining": "permit-unless-deny", {members} """;
        string[] documents =
        [
            Open(combined),
            Open($$""" "rules": [ { "id": "inner", {{combined}} } ] """),
            Open($$""" "target": "true", "combining": "first-applicable", "rules": [ { "id": "inner", {{combined}} } ] """),
        ];
        Assert.All(documents, document =>
        {
            var finding = Assert.Single(LintDocuments(document), finding => finding.Diagnostic.Code == LintCodes.PermitsRest);
            var range = finding.Range!.Value;
            Assert.Equal("\"permit-unless-deny\"", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(document), range.Offset, range.Length));
        });
        Assert.Single(
            LintDocuments(Open(""" "id": "q", "rules": [ { "policy": "p" } ] """), Open(combined)), finding => finding.Diagnostic.Code == LintCodes.PermitsRest);
    }

    [Theory]
    [InlineData(""" "combining": "permit-unless-deny", "target": "resource.type == 'document'", "rules": [] """)]
    [InlineData(""" "target": "subject.id == 'a'", "rules": [ { "id": "i", "combining": "permit-unless-deny", "rules": [] } ] """)]
    [InlineData(""" "combining": "permit-unless-deny", "target": "false", "rules": [] """)]
    [InlineData(""" "combining": "permit-unless-deny", "rules": [ { "id": "d", "effect": "deny" } ] """)]
    [InlineData(""" "combining": "permit-unless-deny", "rules": [ { "id": "d", "effect": "deny", "when": "1 < 2" } ] """)]
    [InlineData(""" "combining": "permit-unless-deny", "rules": [ { "id": "i", "combining": "deny-unless-permit", "rules": [] } ] """)]
    [InlineData(""" "combining": "permit-unless-deny", "rules": [ { "id": "i", "rules": [ { "id": "d", "effect": "deny" } ] } ] """)]
    [InlineData(""" "combining": "deny-unless-permit", "rules": [] """)]
    [InlineData(""" "rules": [] """)]
    public void A_policy_that_asks_first_or_denies_the_rest_is_not_told(string members) =>
        Assert.DoesNotContain(LintDocuments(Open(members)), finding => finding.Diagnostic.Code == LintCodes.PermitsRest);

    [Fact]
    public void A_policy_is_not_told_to_permit_the_rest_where_a_policy_that_it_references_denies_it()
    {
        const string Outer = """ "id": "q", "combining": "permit-unless-deny", "rules": [ { "policy": "p" } ] """;

        Assert.DoesNotContain(
            LintDocuments(Open(Outer), Open(""" "combining": "deny-unless-permit", "rules": [] """)), finding => finding.Diagnostic.Code == LintCodes.PermitsRest);
        Assert.Contains(LintDocuments(Open(Outer), Open(""" "rules": [] """)), finding => finding.Diagnostic.Code == LintCodes.PermitsRest);
        Assert.DoesNotContain(
            LintDocuments(Open(""" "id": "q", "target": "subject.id == 'a'", "rules": [ { "policy": "p" } ] """), Open(""" "combining": "permit-unless-deny", "rules": [] """)),
            finding => finding.Diagnostic.Code == LintCodes.PermitsRest);
    }

    private static string Open(string members) =>
        $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", {{(members.StartsWith(" \"id\"", StringComparison.Ordinal) ? "" : "\"id\": \"p\", ")}}"version": 1, {{members}} }""";

    private static IEnumerable<string> Codes(string effect, string when) => Lint(effect, when).Select(finding => finding.Diagnostic.Code);

    private static ImmutableArray<LintFinding> Lint(string effect, string when) => LintPolicy(
        $$"""
        "variables": { "known": "has(resource.team) && resource.team == 'a'", "read": "resource.team == 'b'", "is_a": "resource.owner == 'a'" },
        "rules": [ { "id": "r", "effect": "{{effect}}", "when": {{JsonSerializer.Serialize(when)}} },
          { "id": "reader", "effect": "permit", "when": "variables.known || variables.read || variables.is_a" } ]
        """);

    private static string Policy(string members) =>
        $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "target": "resource.type == 'document'", {{members}} }""";

    private static ImmutableArray<LintFinding> LintPolicy(string members) => LintDocuments(Policy(members), Schema);

    private static ImmutableArray<LintFinding> LintDocuments(params string[] documents)
    {
        var result = BundleLoader.Load(
            "case", [.. documents.Select((document, i) => KeyValuePair.Create($"{i}.json", Encoding.UTF8.GetBytes(document)))],
            cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Bundle is not null, string.Join('\n', result.Diagnostics.Select(DiagnosticText.Format)));
        return Linter.Lint(result).Findings;
    }
}
