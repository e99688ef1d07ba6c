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
    [InlineData("'red' in subject.teams", "subject", "teams", "[\"red\"]", "[]", "[\"another\"]", "[\"red\",\"another\"]", "[\"red\",\"red\"]", "null", "\"wrong type\"")]
    [InlineData("subject.teams.exists(t, t == 'red')", "subject", "teams", "[\"red\"]", "[\"another\"]", "[\"red\",\"another\"]", "[\"red\",\"red\"]", "[]", "[7]", "null", "\"wrong type\"")]
    [InlineData("subject.teams.exists(t, t.name == 'red')", "subject", "teams", "[{\"name\":\"red\"}]", "[{\"name\":\"another\"}]", "[{}]", "[{\"name\":7}]", "[{\"name\":\"red\"},{\"name\":\"another\"}]", "[{\"name\":\"red\"},{\"name\":\"red\"}]", "[{\"name\":\"red\"},\"another\"]", "[]", "null", "\"wrong type\"")]
    [InlineData("resource.path.startsWith('/a/')", "resource", "path", "\"/a/\"", "\"/a/-\"", "\"/a\"", "\"-/a/\"", "\"another\"", "null", "7")]
    [InlineData("size(resource.tags) > 2", "resource", "tags", "[\"e0\"]", "[\"e0\",\"e1\"]", "[\"e0\",\"e1\",\"e2\"]", "[\"e0\",\"e1\",\"e2\",\"e2\"]", "[\"e0\",\"e1\",\"e2\",\"another\"]", "[\"e0\",\"e2\"]", "[\"e1\",\"e2\"]", "null", "\"wrong type\"")]
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
        Assert.Equal((1, 1), (cases.Rules, cases.ChangedRules));
    }

    // what is asked of one place is asked together: a value that meets all of it but one demand is where the answer turns
    [Theory]
    [InlineData("'editor' in subject.roles && !('suspended' in subject.roles)", "'editor' in subject.roles")]
    [InlineData("'editor' in subject.roles && 'trained' in subject.roles", "'editor' in subject.roles")]
    [InlineData("'editor' in subject.roles && 'trained' in subject.roles && !('suspended' in subject.roles)", "'editor' in subject.roles && 'trained' in subject.roles")]
    [InlineData("'editor' in subject.roles && size(subject.roles) == 3", "'editor' in subject.roles && size(subject.roles) >= 3")]
    [InlineData("'editor' in subject.roles && size(subject.roles) < 3", "'editor' in subject.roles")]
    [InlineData("'a' in subject.roles && 'b' in subject.roles && size(subject.roles) > 3", "'a' in subject.roles && 'b' in subject.roles && size(subject.roles) > 4")]
    [InlineData("resource.path.startsWith('/a/') && resource.path.endsWith('.md')", "resource.path.startsWith('/a/')")]
    [InlineData("resource.path.startsWith('/a/') && resource.path.endsWith('.md')", "resource.path.endsWith('.md')")]
    [InlineData("resource.path.startsWith('/a/') && !resource.path.contains('secret')", "resource.path.startsWith('/a/')")]
    [InlineData("resource.path.startsWith('/a/') && resource.path.contains('draft') && resource.path.endsWith('.md')", "resource.path.startsWith('/a/') && resource.path.endsWith('.md')")]
    [InlineData("resource.path.startsWith('/a/') && !resource.path.startsWith('/a/b/')", "resource.path.startsWith('/a/')")]
    [InlineData("resource.path.startsWith('/a/') && resource.path != '/a/'", "resource.path.startsWith('/a/')")]
    [InlineData("resource.level >= 3 && resource.level < 10", "resource.level >= 3 && resource.level <= 10")]
    [InlineData("resource.level > 3 && resource.level < 5 && subject.a", "resource.level > 3 && resource.level < 5")]
    [InlineData("resource.level > 3 && resource.level != 4 && resource.level != 5", "resource.level > 3 && resource.level != 4")]
    [InlineData("resource.share > 0.1 && resource.share < 0.2 && subject.a", "resource.share > 0.1 && resource.share < 0.2")]
    [InlineData("subject.team != 'red' && subject.team != 'another' && subject.a", "subject.team != 'red' && subject.team != 'another'")]
    [InlineData("subject.team in ['red', 'blue'] && subject.team != 'red' && subject.a", "subject.team in ['red', 'blue'] && subject.team != 'red'")]
    [InlineData("subject.team in ['red', 'blue'] && subject.team in ['blue', 'green'] && subject.a", "subject.team in ['red', 'blue'] && subject.team in ['blue', 'green']")]
    [InlineData("subject.team >= 'b' && subject.team < 'c' && subject.team != 'b' && subject.a", "subject.team >= 'b' && subject.team < 'c' && subject.team != 'b'")]
    [InlineData("cidr('10.0.0.0/8').containsIP(context.ip) && !cidr('10.1.0.0/16').containsIP(context.ip)", "cidr('10.0.0.0/8').containsIP(context.ip)")]
    [InlineData("timestamp(resource.due) > timestamp('2026-01-01T00:00:00Z') && timestamp(resource.due) < timestamp('2026-02-01T00:00:00Z') && subject.a", "timestamp(resource.due) > timestamp('2026-01-01T00:00:00Z') && timestamp(resource.due) < timestamp('2026-02-01T00:00:00Z')")]
    [InlineData("resource.owner == subject.id && resource.owner != 'root'", "resource.owner == subject.id")]
    [InlineData("resource.owner == subject.team && resource.owner == 'red' && subject.a", "resource.owner == subject.team && resource.owner == 'red'")]
    [InlineData("!(subject.id in resource.blocked) && 'staff' in resource.blocked", "'staff' in resource.blocked")]
    [InlineData("resource.readers.exists(r, r == subject.id) && resource.readers.exists(r, r == 'auditor') && subject.a", "resource.readers.exists(r, r == subject.id) && resource.readers.exists(r, r == 'auditor')")]
    [InlineData("'editor' in subject.roles && subject.roles.exists(r, r == 'trained') && subject.a", "'editor' in subject.roles && subject.roles.exists(r, r == 'trained')")]
    [InlineData("'editor' in subject.roles && subject.roles.all(r, r != 'suspended')", "'editor' in subject.roles")]
    [InlineData("subject.grants.exists(g, g.name == 'read') && !subject.grants.exists(g, g.name == 'blocked')", "subject.grants.exists(g, g.name == 'read')")]
    [InlineData("resource.level < subject.level && subject.a", "resource.level < subject.level")]
    [InlineData("resource.level < subject.level", "resource.level < subject.level || resource.level == subject.level")]
    [InlineData("resource.level > subject.level && resource.level < 100 && subject.a", "resource.level > subject.level && resource.level < 100")]
    [InlineData("timestamp(resource.start) < timestamp(resource.end) && subject.a", "timestamp(resource.start) < timestamp(resource.end)")]
    [InlineData("now.getDayOfWeek() in [0, 6] && now.getHours() >= 22", "now.getDayOfWeek() in [0, 6] && now.getHours() >= 21")]
    [InlineData("now.getDayOfWeek('Europe/Berlin') == 3 && now.getHours('Europe/Berlin') < 4 && subject.a", "now.getDayOfWeek('Europe/Berlin') == 3 && now.getHours('Europe/Berlin') < 4")]
    [InlineData("size(resource.name) > 3 && resource.name.startsWith('x') && subject.a", "size(resource.name) > 3 && resource.name.startsWith('x')")]
    public void Demands_on_one_place_are_met_together(string before, string after)
    {
        var (old, next) = (Load(before), Load(after));
        var cases = Make(old, next, most: 1_000);
        var permitted = cases.Cases.Select(one => (Old: Decide(old, one), New: Decide(next, one))).ToList();
        // not by an attribute that is absent or of another type: that shows in any case
        Assert.Contains(permitted, one => one.Old != one.New && one.Old != Outcome.Indeterminate && one.New != Outcome.Indeterminate);
        Assert.Contains(permitted, one => one.Old == Outcome.Permit);
    }

    [Fact]
    public void A_list_that_is_given_is_varied_by_its_members()
    {
        var seed = new CaseSeed(Ask.Any.WithSubject(("roles", List("editor", "clerk"))), Ask.Noon, "test `t`");
        var cases = BoundaryCaseMaker.Make(
            Load("'editor' in subject.roles"), Load("'editor' in subject.roles && !('suspended' in subject.roles)"), [seed], Ask.Noon, Enough, 1, TestContext.Current.CancellationToken);
        var varied = cases.Cases.Where(one => one.Origin.StartsWith("test `t`, ", StringComparison.Ordinal)).Select(one => Text(one.Request, "subject", "roles")).ToHashSet();
        Assert.Superset(
            new HashSet<string>(
            [
                "[\"editor\",\"clerk\",\"suspended\"]", "[\"editor\",\"clerk\",\"another\"]", "[\"editor\"]", "[\"clerk\"]", "[\"editor\",\"clerk\",\"clerk\"]", "[]", "null",
            ]),
            varied);
    }

    // what others ask of a request is given as well, as far as it is not what the rule itself asks
    [Theory]
    [InlineData("resource.frozen")]
    [InlineData("resource.frozen || context.risk > 7")]
    [InlineData("subject.type == 'user' && resource.frozen", "context.risk > 7", "resource.tenant != subject.tenant")]
    [InlineData("'frozen' in resource.labels", "!(context.mfa)", "size(resource.labels) > 3")]
    [InlineData("'banned' in subject.roles", "subject.roles.exists(r, r == 'guest')")]
    public void A_request_to_which_a_rule_applies_is_one_that_others_do_not_decide(params string[] denials)
    {
        string All(string when) => $$"""
            { "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": [
                { "id": "r", "effect": "permit", "when": {{JsonSerializer.Serialize(when)}} },
                {{string.Join(", ", denials.Select((denial, i) => $$"""{ "id": "d{{i}}", "effect": "deny", "when": {{JsonSerializer.Serialize(denial)}} }"""))}} ] }
            """;
        var (old, next) = (LoadAll(All("'editor' in subject.roles && !('suspended' in subject.roles)")), LoadAll(All("'editor' in subject.roles")));
        var cases = Make(old, next, most: 1_000);
        Assert.Contains(cases.Cases, one => Decide(old, one) == Outcome.Permit);
        Assert.Contains(cases.Cases, one => Decide(old, one) == Outcome.NotApplicable && Decide(next, one) == Outcome.Permit);
        // and the denials are tried all the same
        Assert.Contains(cases.Cases, one => Decide(old, one) == Outcome.Deny);
    }

    [Fact]
    public void What_changed_comes_before_all_that_did_not()
    {
        const int Many = 600;
        static string[] Policies(string when) => [.. Enumerable.Range(0, Many).Select(i =>
            $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "p{{i}}", "version": 1, "rules": [ { "id": "r", "effect": "permit", "when": "resource.kind == 'k{{i}}' && {{(i == Many - 1 ? when : "subject.a")}}" } ] }""")];
        var (old, next) = (LoadAll(Policies("'editor' in subject.roles && !('suspended' in subject.roles)")), LoadAll(Policies("'editor' in subject.roles")));

        // fewer than there are rules, and than there are kinds
        var cases = Make(old, next, most: 100);

        Assert.Equal(1, cases.ChangedRules);
        Assert.True(cases.DroppedValues > 0);
        Assert.Contains(cases.Cases, one => Decide(old, one) != Decide(next, one));
    }

    [Theory]
    [InlineData("resource.level > definitions.limit", 10, 11, 1)]
    [InlineData("resource.level > definitions.limit", 10, 10, 0)]
    [InlineData("resource.a + definitions.limit > 3", 10, 11, 1)]
    [InlineData("resource.a > 3", 10, 11, 0)]
    public void A_constant_that_a_condition_reads_is_part_of_its_rule(string when, int before, int after, int changed)
    {
        var cases = Make(Load(when, limit: before), Load(when, limit: after), most: 1_000);
        Assert.Equal(changed, cases.ChangedRules);
    }

    [Fact]
    public void How_a_condition_is_laid_out_changes_no_rule() =>
        Assert.Equal(0, Make(Load("resource.a>3&&(subject.b)"), Load("resource.a > 3 &&\n  subject.b // so it is"), most: 10).ChangedRules);

    // each pair says the same by the rule itself, and not by what stands around it
    [Theory]
    [InlineData("combining", 1)]
    [InlineData("order", 1)]
    [InlineData("outer-target", 1)]
    [InlineData("outer-combining", 1)]
    [InlineData("obligation", 1)]
    [InlineData("version", 0)]
    public void What_stands_around_a_rule_is_part_of_it(string what, int changed)
    {
        string Inner(string combining, string rules, string more = "", int version = 1) =>
            $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "in", "version": {{version}}, "combining": "{{combining}}", "rules": [ {{rules}} ]{{more}} }""";
        string Outer(string target, string combining) =>
            $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "out", "version": 1, "target": "{{target}}", "combining": "{{combining}}", "rules": [ { "policy": "in" } ] }""";
        const string A = """{ "id": "a", "effect": "permit", "when": "subject.a" }""";
        const string B = """{ "id": "b", "effect": "deny", "when": "subject.b" }""";
        string[] before = [], after = [];
        switch (what)
        {
            case "combining":
                (before, after) = ([Inner("deny-overrides", $"{A}, {B}")], [Inner("permit-overrides", $"{A}, {B}")]);
                break;
            case "order":
                // of the second, nothing comes before the first any more, and the other way round
                (before, after) = ([Inner("first-applicable", A)], [Inner("first-applicable", $"{B}, {A}")]);
                changed = 2;
                break;
            case "outer-target":
                (before, after) = ([Inner("deny-overrides", A), Outer("resource.x == 1", "deny-overrides")], [Inner("deny-overrides", A), Outer("resource.x == 2", "deny-overrides")]);
                changed = 1;
                break;
            case "outer-combining":
                (before, after) = ([Inner("deny-overrides", A), Outer("resource.x == 1", "deny-overrides")], [Inner("deny-overrides", A), Outer("resource.x == 1", "permit-unless-deny")]);
                changed = 2;
                break;
            case "obligation":
                (before, after) = ([Inner("deny-overrides", A)], [Inner("deny-overrides", A, """, "obligations": [ { "id": "log" } ]""")]);
                break;
            case "version":
                (before, after) = ([Inner("deny-overrides", A)], [Inner("deny-overrides", A, version: 2)]);
                break;
        }

        if (what == "combining") changed = 2;
        var (old, next) = (LoadAll(before), LoadAll(after));
        var cases = Make(old, next, most: 2_000);
        Assert.Equal(changed, cases.ChangedRules);
        if (changed > 0 && what != "obligation") Assert.Contains(cases.Cases, one => Decide(old, one) != Decide(next, one));
    }

    // a policy whose combining decides needs no rule for it
    [Theory]
    [InlineData("permit-unless-deny", "subject.level > 3", "permit-unless-deny", "subject.level > 1", "", Outcome.Permit)]
    [InlineData("deny-unless-permit", "subject.level > 3", "deny-unless-permit", "subject.level > 1", "", Outcome.Deny)]
    [InlineData("deny-unless-permit", "subject.dept == 'a'", "permit-unless-deny", "subject.dept == 'a'", "", Outcome.Permit)]
    [InlineData("permit-unless-deny", "subject.level > 3 && resource.x == 1", "permit-unless-deny", "subject.level > 3", "", Outcome.Permit)]
    [InlineData("permit-unless-deny", "subject.level > 3", "permit-unless-deny", "subject.level > 1", """{ "id": "d", "effect": "deny", "when": "subject.banned" }""", Outcome.Permit)]
    [InlineData("deny-unless-permit", "subject.level > 3", "deny-unless-permit", "subject.level > 1", """{ "id": "a", "effect": "permit", "when": "subject.trusted" }""", Outcome.Deny)]
    public void A_policy_that_decides_without_a_rule_is_looked_at(string combining, string target, string newCombining, string newTarget, string rules, Outcome after)
    {
        static string Text(string form, string combining, string target, string rules)
        {
            var inner = $$""" "target": "{{target}}", "combining": "{{combining}}", "rules": [ {{rules}} ] """;
            const string Head = """ "apiVersion": "pdp/v1", "kind": "Policy", "version": 1 """;
            return form switch
            {
                "root" or "referenced" => $$"""{ {{Head}}, "id": "in", {{inner}} }""",
                _ => $$"""{ {{Head}}, "id": "out", "target": "resource.type == 'doc'", "rules": [ { "id": "in", {{inner}} } ] }""",
            };
        }

        const string Outer = """{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "out", "version": 1, "target": "context.net == 'office'", "rules": [ { "policy": "in" } ] }""";
        foreach (var form in (string[])["root", "inline", "referenced"])
        {
            string[] more = form == "referenced" ? [Outer] : [];
            var (old, next) = (LoadAll([Text(form, combining, target, rules), .. more]), LoadAll([Text(form, newCombining, newTarget, rules), .. more]));
            var cases = Make(old, next, most: 1_000);

            Assert.Equal(1, cases.Policies);
            Assert.Contains(cases.Changes.Idle, one => one is { Rule: null, Policy: "in" or "out/in", State: ChangedRuleState.Both });
            foreach (var one in cases.Cases)
            {
                var (before, now) = (old.Set.Decide(one.Request, one.Now, TestContext.Current.CancellationToken), next.Set.Decide(one.Request, one.Now, TestContext.Current.CancellationToken));
                cases.Changes.Add(before, now, before.Outcome != now.Outcome);
            }

            Assert.DoesNotContain(cases.Changes.Idle.Concat(cases.Changes.WithoutChange), static one => one.Rule is null);
            Assert.Contains(cases.Cases, one => Decide(old, one) != after && Decide(next, one) == after);
            Assert.Contains(cases.Cases, one => Decide(next, one) == Outcome.NotApplicable);
        }
    }

    [Fact]
    public void Changed_rules_that_make_no_answer_or_none_that_changes_are_told()
    {
        const string Old = """
            { "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": [
                { "id": "same", "effect": "permit", "when": "subject.a" },
                { "id": "seen", "effect": "permit", "when": "subject.b == 1" },
                { "id": "twin", "effect": "permit", "when": "subject.a || false" },
                { "id": "idle", "effect": "permit", "when": "string(resource.?name.orValue('')).matches('^[xyz]{7}$')" } ] }
            """;
        var (old, next) = (LoadAll(Old), LoadAll(Old.Replace("== 1", "== 2", StringComparison.Ordinal).Replace("|| false", "&& true", StringComparison.Ordinal).Replace("{7}", "{8}", StringComparison.Ordinal)));
        var cases = Make(old, next, most: 1_000);
        foreach (var one in cases.Cases)
        {
            var (before, after) = (old.Set.Decide(one.Request, one.Now, TestContext.Current.CancellationToken), next.Set.Decide(one.Request, one.Now, TestContext.Current.CancellationToken));
            cases.Changes.Add(before, after, before.Outcome != after.Outcome);
        }

        Assert.Equal(3, cases.Changes.Count);
        Assert.Equal(["p/idle Both"], cases.Changes.Idle.Select(one => $"{one.Policy}/{one.Rule} {one.State}"));
        Assert.Equal(["p/twin Both"], cases.Changes.WithoutChange.Select(one => $"{one.Policy}/{one.Rule} {one.State}"));
    }

    [Fact]
    public void A_change_of_what_a_condition_reads_is_a_change_of_its_rule()
    {
        var cases = Make(Load("definitions.office"), Load("definitions.office", office: "context.net == 'home'"), most: Enough);
        Assert.Equal(1, cases.ChangedRules);
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

    private static Value List(params string[] items) => Value.From(new CelList([.. items.Select(item => Value.From(item))]));

    private static Bundle LoadAll(params string[] policies)
    {
        var result = BundleLoader.Load("case", [.. policies.Select((text, i) => File($"policy{i}.json", text))]);
        Assert.True(result.Bundle is not null, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        return result.Bundle;
    }

    private static Bundle Load(string when, string office = "context.net == 'office'", int limit = 10)
    {
        var definitions = $$"""
            { "apiVersion": "pdp/v1", "kind": "Definitions", "constants": { "limit": {{limit}} }, "conditions": { "office": {{JsonSerializer.Serialize(office)}} } }
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
