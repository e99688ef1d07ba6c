using System.Text;
using System.Text.Json;
using Pdp.Authoring.Boundaries;
using Pdp.Bundles;
using Pdp.Bundles.Json;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Authoring.Tests.Boundaries;

public sealed class BoundaryCaseMakerTests
{
    private const int Enough = 20_000;

    [Theory]
    [InlineData("resource.level >= 3", "resource", "level", "2", "3", "4", "null", "\"wrong type\"")]
    [InlineData("3 > resource.level", "resource", "level", "2", "3", "4", "null", "\"wrong type\"")]
    [InlineData("resource.level != -1", "resource", "level", "-2", "-1", "0", "null", "\"wrong type\"")]
    [InlineData("resource.share < 0.5", "resource", "share", "0.49999999999999994", "0.5", "0.5000000000000001", "null", "\"wrong type\"")]
    [InlineData("subject.team == 'red'", "subject", "team", "\"red\"", "\"another\"", "null", "7")]
    [InlineData("subject.team >= 'red'", "subject", "team", "\"red\"", "\"red!\"", "\"re\"", "null", "7")]
    [InlineData("subject.team in ['red', 'blue']", "subject", "team", "\"red\"", "\"blue\"", "\"another\"", "null", "7")]
    [InlineData("'red' in subject.teams", "subject", "teams", "[\"red\"]", "[]", "[\"another\"]", "null", "\"wrong type\"")]
    [InlineData("subject.teams.exists(t, t == 'red')", "subject", "teams", "[\"red\"]", "[\"another\"]", "[]", "[7]", "null", "\"wrong type\"")]
    [InlineData("subject.teams.exists(t, t.name == 'red')", "subject", "teams", "[{\"name\":\"red\"}]", "[{\"name\":\"another\"}]", "[{}]", "[{\"name\":7}]", "null", "\"wrong type\"")]
    [InlineData("resource.path.startsWith('/a/')", "resource", "path", "\"/a/\"", "\"/a/-\"", "\"/a\"", "\"-/a/\"", "\"another\"", "null", "7")]
    [InlineData("size(resource.tags) > 2", "resource", "tags", "[\"e0\"]", "[\"e0\",\"e1\"]", "[\"e0\",\"e1\",\"e2\"]", "null", "\"wrong type\"")]
    [InlineData("cidr('10.1.0.0/16').containsIP(context.ip)", "context", "ip", "\"10.1.0.0\"", "\"10.1.255.255\"", "\"10.0.255.255\"", "\"10.2.0.0\"", "null", "7")]
    [InlineData("cidr('::/127').containsIP(ip(context.ip))", "context", "ip", "\"::\"", "\"::1\"", "\"::2\"", "null", "7")]
    [InlineData("timestamp(resource.until) > timestamp('2026-01-01T00:00:00Z')", "resource", "until", "\"2026-01-01T00:00:00Z\"", "\"2025-12-31T23:59:59Z\"", "\"2026-01-01T00:00:01Z\"", "null", "7")]
    [InlineData("timestamp(resource.until) > now", "resource", "until", "\"2026-01-01T12:00:00Z\"", "\"2026-01-01T11:59:59Z\"", "\"2026-01-01T12:00:01Z\"", "null", "7")]
    [InlineData("!subject.banned", "subject", "banned", "true", "false", "null", "\"wrong type\"")]
    [InlineData("context.?device.?managed.orValue(false)", "context", "device", "{\"managed\":true}", "{\"managed\":false}", "{}", "{\"managed\":\"wrong type\"}")]
    [InlineData("definitions.limit < resource.level", "resource", "level", "9", "10", "11", "null", "\"wrong type\"")]
    [InlineData("variables.big", "resource", "level", "99", "100", "101", "null", "\"wrong type\"")]
    public void Tries_what_is_compared_with_its_neighbours_nothing_and_another_type(string when, string root, string member, params string[] expected)
    {
        var cases = Make(Load(when), Load(when), most: Enough);
        Assert.Equal(expected.Order(StringComparer.Ordinal), cases.Cases.Select(one => Text(one.Request, root, member)).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(cases.NotUnderstood);
        Assert.Equal((0, 1, 0), (cases.LeftOut, cases.Rules, cases.ChangedRules));
    }

    // a rule that no request reaches would be varied in vain
    [Theory]
    [InlineData("resource.owner == subject.id && resource.level >= 3 && 'x' in subject.roles && context.mfa")]
    [InlineData("!(resource.locked || subject.banned) && !has(context.proxy)")]
    [InlineData("resource.level < 3 ? subject.a : subject.b == 'x'")]
    [InlineData("subject.teams.exists(t, t == resource.team) && resource.team != 'red'")]
    [InlineData("resource.kind in ['a', 'b'] && has(resource.parent) && resource.parent.owner == subject.id")]
    [InlineData("variables.big && definitions.office && resource.path.startsWith('/x/') && size(resource.tags) == 2")]
    [InlineData("cidr('10.0.0.0/8').containsIP(context.ip) && action.name.startsWith('read')")]
    [InlineData("(subject.a || subject.b) && (subject.c || subject.d) && !(subject.a && subject.c)")]
    [InlineData("now.getHours() >= 23 && resource.owner == 'x'")]
    [InlineData("timestamp(resource.until) > now && subject.properties['x-team'] == 'a'")]
    [InlineData("subject.properties.level == 5 && resource.id != subject.id")]
    public void Some_case_makes_a_rule_apply_and_some_does_not(string when)
    {
        var bundle = Load(when);
        var decisions = Make(bundle, bundle, most: Enough).Cases.Select(one => Decide(bundle, one)).ToHashSet();
        Assert.Contains(Outcome.Permit, decisions);
        Assert.Contains(Outcome.NotApplicable, decisions);
    }

    // what a slip of the hand makes of a condition is found without any test
    [Theory]
    [InlineData("resource.level >= 3", "resource.level > 3")]
    [InlineData("resource.level >= 3", "resource.level >= 4")]
    [InlineData("resource.level >= 3 && subject.a", "resource.level >= 3 || subject.a")]
    [InlineData("subject.a && subject.b", "subject.a")]
    [InlineData("subject.team == 'red'", "subject.team != 'blue'")]
    [InlineData("subject.team in ['red', 'blue']", "subject.team in ['red', 'green']")]
    [InlineData("'admin' in subject.roles", "'editor' in subject.roles")]
    [InlineData("resource.path.startsWith('/a/')", "resource.path.startsWith('/a')")]
    [InlineData("has(context.ticket) && context.ticket == 'x'", "context.ticket == 'x'")]
    [InlineData("subject.a && resource.owner == subject.id", "subject.a && resource.owner == subject.team")]
    [InlineData("cidr('10.1.0.0/16').containsIP(context.ip)", "cidr('10.0.0.0/15').containsIP(context.ip)")]
    [InlineData("size(resource.tags) > 2", "size(resource.tags) >= 2")]
    [InlineData("now < timestamp('2026-06-01T00:00:00Z')", "now <= timestamp('2026-06-01T00:00:00Z')")]
    [InlineData("now.getHours() < 18", "now.getHours() <= 18")]
    [InlineData("subject.roles.exists(r, r == 'a')", "subject.roles.all(r, r == 'a')")]
    [InlineData("resource.level > definitions.limit", "resource.level >= definitions.limit")]
    [InlineData("context.?mfa.orValue(false)", "context.?mfa.orValue(true)")]
    [InlineData("!subject.banned", "true")]
    public void A_slip_in_a_condition_changes_the_answer_to_a_case(string before, string after)
    {
        var (old, next) = (Load(before), Load(after));
        var cases = Make(old, next, most: 1_000);
        Assert.Contains(cases.Cases, one => Decide(old, one) != Decide(next, one));
        Assert.Equal((2, 2), (cases.Rules, cases.ChangedRules));
    }

    [Fact]
    public void A_change_of_what_a_condition_reads_is_a_change_of_its_rule()
    {
        var cases = Make(Load("definitions.office"), Load("definitions.office", office: "context.net == 'home'"), most: Enough);
        Assert.Equal(2, cases.ChangedRules);
        Assert.Contains(cases.Cases, one => Text(one.Request, "context", "net") == "\"home\"");
    }

    [Fact]
    public void What_is_given_is_varied_in_what_changed()
    {
        var seed = new CaseSeed(
            Ask.Any.WithSubject(("color", Value.From("blue"))).WithResource(("level", Value.From(50L))), Ask.Noon, "test `t`");
        var cases = BoundaryCaseMaker.Make(Load("resource.level > 3"), Load("resource.level > 7"), [seed], Ask.Noon, Enough, 1, TestContext.Current.CancellationToken);
        var varied = cases.Cases.Where(one => one.Origin.StartsWith("test `t`, ", StringComparison.Ordinal)).ToList();
        Assert.All(varied, one => Assert.Equal("\"blue\"", Text(one.Request, "subject", "color")));
        Assert.Superset(new HashSet<string>(["2", "3", "4", "6", "7", "8", "null"]), varied.Select(one => Text(one.Request, "resource", "level")).ToHashSet());
        Assert.Contains(varied, one => one.Origin == "test `t`, resource.level = 8");
        Assert.Contains(varied, one => one.Origin == "test `t`, resource.level absent");
    }

    [Fact]
    public void There_are_no_more_than_wanted_and_always_the_same_and_what_is_left_out_is_counted()
    {
        const string When = "resource.a >= 3 && resource.b in ['x', 'y', 'z'] && subject.c == 1 && subject.d == 2 && context.e == 'f' && context.g != 5";
        var bundle = Load(When);
        string[] Texts(int most, int seed) => [.. BoundaryCaseMaker.Make(bundle, bundle, [], Ask.Noon, most, seed, TestContext.Current.CancellationToken).Cases.Select(one => $"{one.Origin} {RequestJson.ToText(one.Request)}")];

        Assert.Equal(Texts(100, 1), Texts(100, 1));
        Assert.NotEqual(Texts(100, 1), Texts(100, 2));
        Assert.Equal(100, Texts(100, 1).Length);
        var all = Make(bundle, bundle, Enough);
        Assert.Equal(0, all.LeftOut);
        Assert.Equal(all.Cases.Length, all.Cases.Select(one => $"{one.Now} {RequestJson.ToText(one.Request)}").Distinct().Count());
        var some = Make(bundle, bundle, 100);
        Assert.InRange(some.LeftOut, all.Cases.Length - 100, 10 * all.Cases.Length);

        // each value of each place together with each of each other
        var pairs = all.Cases.Select(one => (Text(one.Request, "resource", "a"), Text(one.Request, "context", "g"))).ToHashSet();
        Assert.Equal(5 * 5, pairs.Count);
    }

    [Fact]
    public void What_is_not_understood_is_told()
    {
        var bundle = Load("subject.name.matches('^a+$') && resource.a + resource.b > 3");
        Assert.Equal(["resource.a + resource.b > 3", "subject.name.matches('^a+$')"], Make(bundle, bundle, Enough).NotUnderstood);
    }

    [Fact]
    public void Entities_that_the_policies_know_are_asked_for_where_only_they_have_an_attribute()
    {
        const string Schema = """
            { "apiVersion": "pdp/v1", "kind": "Schema",
              "subjects": { "user": { "type": "object", "properties": { "team": { "type": "string", "source": "data" } } } },
              "resources": { "note": { "type": "object", "properties": { "size": { "type": "integer" } }, "required": ["size"] } } }
            """;
        const string Entities = """
            { "apiVersion": "pdp/v1", "kind": "Entities", "entities": [
                { "type": "user", "id": "ann", "properties": { "team": "blue" } }, { "type": "user", "id": "bob", "properties": { "team": "red" } } ] }
            """;
        var result = BundleLoader.Load("case", [File("policy.json", Policy("subject.team == 'red' && resource.type == 'note'", "true")), File("schema.json", Schema), File("entities.json", Entities)],
            cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Bundle is not null, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        var cases = Make(result.Bundle, result.Bundle, Enough).Cases;
        Assert.Equal(("bob", "{\"size\":0}", Outcome.Permit), (cases[0].Request.Subject.Id, Text(cases[0].Request, "resource", null), Decide(result.Bundle, cases[0])));
    }

    private static BoundaryCases Make(Bundle before, Bundle after, int most) =>
        BoundaryCaseMaker.Make(before, after, [], Ask.Noon, most, seed: 1, TestContext.Current.CancellationToken);

    private static Outcome Decide(Bundle bundle, BoundaryCase one) => bundle.Set.Decide(one.Request, one.Now, TestContext.Current.CancellationToken).Outcome;

    private static string Text(Request request, string root, string? member)
    {
        using var json = JsonDocument.Parse(RequestJson.ToText(request));
        if (!json.RootElement.TryGetProperty(root, out var part)) return "null";
        if (root != "context" && !part.TryGetProperty("properties", out part)) return "null";
        return member is null ? part.GetRawText() : part.TryGetProperty(member, out var value) ? value.GetRawText() : "null";
    }

    private static Bundle Load(string when, string office = "context.net == 'office'")
    {
        var definitions = $$"""
            { "apiVersion": "pdp/v1", "kind": "Definitions", "constants": { "limit": 10 }, "conditions": { "office": {{JsonSerializer.Serialize(office)}} } }
            """;
        var result = BundleLoader.Load("case", [File("policy.json", Policy(when, "resource.level >= 100")), File("definitions.json", definitions)]);
        Assert.True(result.Bundle is not null, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        return result.Bundle;
    }

    private static string Policy(string when, string big) => $$"""
        { "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "variables": { "big": {{JsonSerializer.Serialize(big)}} },
          "rules": [ { "id": "r", "effect": "permit", "when": {{JsonSerializer.Serialize(when)}} } ] }
        """;

    private static KeyValuePair<string, byte[]> File(string name, string text) => KeyValuePair.Create(name, Encoding.UTF8.GetBytes(text));
}
