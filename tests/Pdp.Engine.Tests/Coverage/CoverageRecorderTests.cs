using CsCheck;
using Pdp.Engine.Coverage;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Coverage;

public class CoverageRecorderTests
{
    // the rows of a truth table; what is missing is an error
    private static readonly Value[] ThreeTruths = [Value.From(true), Value.From(false), default];

    // all pairs of true, false and error are asked for: nine requests
    [Theory]
    [InlineData("subject.a && subject.b", "1/5/3", "subject.a && subject.b 1/5/3", "subject.a 3/3/3", "subject.b 2/2/2")]
    [InlineData("subject.a || subject.b", "5/1/3", "subject.a || subject.b 5/1/3", "subject.a 3/3/3", "subject.b 2/2/2")]
    [InlineData("!(subject.a && subject.b)", "5/1/3", "subject.a && subject.b 1/5/3", "subject.a 3/3/3", "subject.b 2/2/2")]
    [InlineData("subject.a ? subject.b : !subject.b", "2/2/5", "subject.a ? subject.b : !subject.b 2/2/5", "subject.a 3/3/3", "subject.b 1/1/1", "subject.b 1/1/1")]
    [InlineData("subject.a == subject.b", "2/2/5", "subject.a == subject.b 2/2/5")]
    [InlineData("has(subject.a) && subject.a", "3/6/0", "has(subject.a) && subject.a 3/6/0", "has(subject.a) 6/3/0", "subject.a 3/3/0")]
    [InlineData("(subject.a && subject.b) || subject.a", "3/3/3", "(subject.a && subject.b) || subject.a 3/3/3", "subject.a && subject.b 1/5/3", "subject.a 3/3/3", "subject.b 2/2/2", "subject.a 2/3/3")]
    [InlineData("true && subject.a", "3/3/3", "true && subject.a 3/3/3", "subject.a 3/3/3")]
    [InlineData("1 == 1 && [1, 2].exists(x, x > size('a')) && subject.a", "3/3/3", "1 == 1 && [1, 2].exists(x, x > size('a')) && subject.a 3/3/3", "subject.a 3/3/3")]
    [InlineData("[1, 2].exists(x, x > 1 && subject.a)", "3/3/3", "[1, 2].exists(x, x > 1 && subject.a) 3/3/3", "x > 1 && subject.a 3/12/3", "x > 1 9/9/0", "subject.a 3/3/3")]
    [InlineData("[1, 2].all(subject, subject < 3) && subject.a", "3/3/3", "[1, 2].all(subject, subject < 3) && subject.a 3/3/3", "subject.a 3/3/3")]
    public void Counts_each_operand_of_a_condition(string when, string rule, params string[] operands)
    {
        var coverage = Cover(Set(Policy("p", Permit("r", when))), Pairs());
        var policy = Assert.Single(coverage.Policies);
        var (fired, notApplicable, errors) = (policy.Rules[0].Fired, policy.Rules[0].NotApplicable, policy.Rules[0].Errors);
        Assert.Equal(rule, $"{fired}/{notApplicable}/{errors}");
        Assert.Equal(operands, Told(Assert.Single(policy.Conditions)));
    }

    // what can only ever be one value need not be seen as both, and what stands behind it is never evaluated
    [Theory]
    [InlineData("true || subject.a")]
    [InlineData("subject.a || true", "subject.a 3/3/3")]
    [InlineData("subject.a && false && subject.b", "subject.a 3/3/3")]
    [InlineData("!(true || subject.a) || subject.b", "!(true || subject.a) || subject.b 3/3/3", "subject.b 3/3/3")]
    [InlineData("definitions.on || subject.a")]
    [InlineData("definitions.off || subject.a", "definitions.off || subject.a 3/3/3", "subject.a 3/3/3")]
    [InlineData("definitions.limit > 3 && subject.a", "definitions.limit > 3 && subject.a 3/3/3", "subject.a 3/3/3")]
    [InlineData("definitions.limit > 30 && subject.a")]
    [InlineData("'x' in definitions.list && subject.a")]
    [InlineData("'a' in definitions.list && subject.a", "'a' in definitions.list && subject.a 3/3/3", "subject.a 3/3/3")]
    [InlineData("definitions.list.exists(x, size(x) > definitions.limit) || subject.a", "definitions.list.exists(x, size(x) > definitions.limit) || subject.a 3/3/3", "subject.a 3/3/3")]
    [InlineData("definitions.always || subject.a")]
    [InlineData("variables.fixed || subject.a")]
    [InlineData("variables.free || subject.a", "variables.free || subject.a 5/1/3", "variables.free 3/3/3", "subject.a 2/2/2")]
    [InlineData("definitions.on ? subject.a : subject.b", "definitions.on ? subject.a : subject.b 3/3/3", "subject.a 3/3/3")]
    [InlineData("[{'on': subject.a}].exists(definitions, definitions.on) || subject.b", "[{'on': subject.a}].exists(definitions, definitions.on) || subject.b 5/1/3", "[{'on': subject.a}].exists(definitions, definitions.on) 3/3/3", "definitions.on 3/3/0", "subject.b 2/2/2")]
    public void What_is_the_same_for_every_request_is_not_counted(string when, params string[] operands)
    {
        var set = Set(Policy("p", Permit("r", when)) with
        {
            Variables = [Variable("fixed", "definitions.limit == 10 || subject.b"), Variable("free", "subject.b")],
        }) with
        {
            Definitions =
            [
                Constant("on", Value.From(true)), Constant("off", Value.From(false)), Constant("limit", Value.From(10L)),
                Constant("list", Ask.List(Value.From("a"), Value.From("b"))), Condition("always", "definitions.limit < 11 || action.name == 'x'"),
            ],
        };
        var conditions = Cover(set, Pairs()).Policies[0].Conditions.Where(condition => condition.Member == "when").ToList();
        Assert.Equal(operands, conditions.SelectMany(Told));
    }

    [Fact]
    public void An_error_does_not_end_a_conjunction()
    {
        // an error does not end an `&&`: what is behind it is evaluated, and false wins
        var requests = new (Value, Value)[] { (default, Value.From(false)), (default, Value.From(true)), (Value.From(false), default) }
            .Select(pair => With(("a", pair.Item1), ("b", pair.Item2)));
        var coverage = Cover(Set(Policy("p", Permit("r", "subject.a && subject.b"))), requests);
        Assert.Equal(["subject.a && subject.b 0/2/1", "subject.a 0/1/2", "subject.b 1/1/0"], Told(coverage.Policies[0].Conditions[0]));
    }

    [Fact]
    public void A_loop_counts_its_rounds_up_to_the_one_that_decides()
    {
        var coverage = Cover(
            Set(Policy("p", Permit("some", "subject.l.exists(x, x > 2)"), Permit("all", "subject.l.all(x, x > 1 && x < 9)"))),
            [With(("l", Ask.List(Value.From(1L), Value.From(3L), Value.From(5L)))), With(("l", Ask.List(Value.From("no"), Value.From(3L))))]);
        var conditions = coverage.Policies[0].Conditions;
        Assert.Equal(["subject.l.exists(x, x > 2) 2/0/0", "x > 2 2/1/1"], Told(conditions[0]));
        Assert.Equal(["subject.l.all(x, x > 1 && x < 9) 0/1/1", "x > 1 && x < 9 1/1/1", "x > 1 1/1/1", "x < 9 1/0/1"], Told(conditions[1]));
    }

    [Fact]
    public void What_is_used_as_a_condition_and_is_none_is_an_error()
    {
        var coverage = Cover(Set(Policy("p", Permit("r", "subject.a || subject.b"))), [With(("a", Value.From("yes")), ("b", Value.From(true)))]);
        Assert.Equal(["subject.a || subject.b 1/0/0", "subject.a 0/0/1", "subject.b 1/0/0"], Told(coverage.Policies[0].Conditions[0]));
    }

    [Fact]
    public void Variables_and_definitions_are_counted_once_a_decision_where_they_stand()
    {
        var set = Set(
            Policy("p", Permit("a", "variables.v"), Permit("b", "variables.v && definitions.d"), Deny("c", "variables.name == 'x'")) with
            {
                Variables = [Variable("v", "subject.a || subject.b"), Variable("name", "subject.a ? 'x' : 'y'"), Variable("n", "1 + 1"), Variable("unread", "subject.a && subject.b")],
            }) with
        { Definitions = [Condition("d", "action.name == 'read'"), Condition("unused", "action.name == 'write'")] };
        var coverage = Cover(set, [With(("a", Value.From(true)), ("b", Value.From(false)))]);
        Assert.Equal(
            [
                "variables.v: subject.a || subject.b 1/0/0", "variables.v: subject.a 1/0/0", "variables.v: subject.b 0/0/0",
                "variables.name: subject.a 1/0/0",
                "variables.unread: subject.a && subject.b 0/0/0", "variables.unread: subject.a 0/0/0", "variables.unread: subject.b 0/0/0",
                "when: variables.v 1/0/0",
                "when: variables.v && definitions.d 1/0/0", "when: variables.v 1/0/0", "when: definitions.d 1/0/0",
                "when: variables.name == 'x' 1/0/0",
            ],
            coverage.Policies[0].Conditions.SelectMany(condition => Told(condition).Select(told => $"{condition.Member}: {told}")));
        Assert.Equal(
            ["definitions.d: action.name == 'read' 1/0/0", "definitions.unused: action.name == 'write' 0/0/0"],
            coverage.Definitions.SelectMany(condition => Told(condition).Select(told => $"{condition.Member}: {told}")));
    }

    [Fact]
    public void What_stands_behind_a_false_target_or_for_another_action_is_not_evaluated()
    {
        var coverage = Cover(
            Set(Targeted("p", "resource.type == 'folder'", Permit("hidden", "subject.a")), Policy("q", Permit("other", "subject.a") with { Actions = ["write"] })),
            [With(("a", Value.From(true)))]);
        Assert.Equal(["resource.type == 'folder' 0/1/0"], Told(coverage.Policies[0].Conditions[0]));
        Assert.Equal(["subject.a 0/0/0"], Told(coverage.Policies[0].Conditions[1]));
        Assert.Equal(["subject.a 0/0/0"], Told(coverage.Policies[1].Conditions[0]));
        Assert.Equal([(0L, 0L, 0L), (0L, 1L, 0L)], coverage.Policies.Select(policy => (policy.Rules[0].Fired, policy.Rules[0].NotApplicable, policy.Rules[0].Errors)));
    }

    [Fact]
    public void What_the_index_leaves_out_is_seen_to_be_false()
    {
        RuleSource[] rules = [.. Enumerable.Range(0, 200).Select(number => Permit($"r{number}", $"subject.team == {number} && subject.a"))];
        var set = Set(Policy("p", [.. rules]));
        var request = With(("team", Value.From(7L)), ("a", Value.From(true)));
        Assert.True(Compiled.Set(set).Decide(request, Ask.Noon, TestContext.Current.CancellationToken).Candidates < 10);
        var policy = Cover(set, [request]).Policies[0];
        Assert.Equal([1L, 199L], [policy.Rules.Sum(rule => rule.Fired), policy.Rules.Sum(rule => rule.NotApplicable)]);
        Assert.All(policy.Conditions, condition => Assert.Equal(condition.Rule == "r7" ? (1L, 0L) : (0L, 1L), (condition.Operands[0].True, condition.Operands[0].False)));
    }

    [Fact]
    public void A_policy_that_two_references_bring_in_is_one()
    {
        var coverage = Cover(Set(Policy("a", Reference("shared"), Policy("i", Reference("shared"))), Policy("shared", Permit("r", "subject.a"))), [With(("a", Value.From(true)))]);
        var shared = coverage.Policies.Single(policy => policy.Id == "shared");
        Assert.Equal((2L, PolicyRole.Referenced), (Assert.Single(shared.Rules).Fired, shared.Role));
        Assert.Equal(["subject.a 2/0/0"], Told(Assert.Single(shared.Conditions)));
        Assert.Equal("shared", shared.Rules[0].Policy);
    }

    [Fact]
    public void Obligations_and_advice_count_where_their_rule_applies()
    {
        var rule = Permit("r", "subject.a") with
        {
            Obligations = [Notice("log", ("level", "subject.b ? 'high' : 'low'")) with { When = Expression("subject.c", At("o").Child("when")) }],
            Advice = [Notice("never") with { On = Effect.Deny, When = Expression("subject.b", At("v").Child("when")) }],
        };
        var coverage = Cover(Set(Policy("p", rule)), [
            With(("a", Value.From(true)), ("b", Value.From(true)), ("c", Value.From(true))), With(("a", Value.From(true)), ("b", Value.From(true)), ("c", Value.From(false))),
            With(("a", Value.From(false)), ("b", Value.From(false)), ("c", Value.From(false)))]);
        Assert.Equal(
            ["when: subject.a 2/1/0", "obligation log: when: subject.c 1/1/0", "obligation log: level: subject.b 1/0/0", "advice never: when: subject.b 0/0/0"],
            coverage.Policies[0].Conditions.SelectMany(condition => Told(condition).Select(told => $"{condition.Member}: {told}")));
    }

    [Fact]
    public void Shadow_versions_are_told_of_and_those_not_in_force_are_not()
    {
        var coverage = Cover(
            Set(
                Policy("a", Permit("old")), Policy("a", Permit("now")) with { Version = 2 },
                Policy("a", Deny("next")) with { Version = 3, IsShadow = true }),
            [Ask.Any]);
        Assert.Equal([(2, PolicyRole.Root, 1L), (3, PolicyRole.Shadow, 1L)], coverage.Policies.Select(policy => (policy.Version, policy.Role, policy.Rules[0].Fired)));
    }

    [Fact]
    public void What_a_shadow_is_compared_with_does_not_count()
    {
        var b = Policy("b", Permit("one", "variables.v"), Permit("two", "definitions.both")) with { Variables = [Variable("v", "subject.a == true")] };
        var set = Set(
            Targeted("c", "resource.type == 'nothing'", Reference("b")), b, Policy("b", Deny("next", "subject.b || definitions.alone")) with { Version = 2, IsShadow = true }) with
        { Definitions = [Condition("both", "subject.a == true"), Condition("alone", "subject.b == true")] };
        var coverage = Cover(set, Pairs());
        // only the target of `c`, and the shadow version with what it alone reads
        Assert.Equal(
            ["b@1 Referenced one 0/0/0 two 0/0/0", "b@2 Shadow next 3/3/3", "c@1 Root"],
            coverage.Policies.Select(Rules));
        Assert.Equal(
            ["subject.a == true 0/0/0", "variables.v 0/0/0", "definitions.both 0/0/0", "subject.b || definitions.alone 3/3/3", "subject.b 3/3/3", "definitions.alone 0/3/3", "resource.type == 'nothing' 0/9/0"],
            coverage.Policies.SelectMany(policy => policy.Conditions).SelectMany(Told));
        Assert.Equal(["subject.a == true 0/0/0", "subject.b == true 0/3/3"], coverage.Definitions.SelectMany(Told));
    }

    [Fact]
    public void What_a_shadow_makes_of_policies_in_force_does_not_count_for_these()
    {
        var coverage = Cover(
            Set(
                Policy("a", Policy("i", Reference("b")) with { Target = Expression("subject.b", At("a").Child("target")) }),
                Policy("a", Reference("b"), Reference("b", 1)) with { Version = 2, IsShadow = true },
                Policy("b", Permit("older", "subject.a")), Policy("b", Permit("now", "subject.a")) with { Version = 2 }),
            [With(("a", Value.From(true)), ("b", Value.From(false)))]);
        // b@1 is brought in by the shadow alone: it is part of that
        Assert.Equal(["a@1 Root", "a@2 Shadow", "b@1 Referenced older 1/0/0", "b@2 Referenced now 0/0/0"], coverage.Policies.Select(Rules));
    }

    [Fact]
    public void The_count_is_of_outcomes()
    {
        var coverage = Cover(
            Set(Policy("p", Permit("r", "subject.a && !subject.b"), Deny("always"), Deny("never", "subject.c"))),
            [With(("a", Value.From(true)), ("b", Value.From(true))), With(("a", Value.From(true)), ("b", Value.From(false)))]);
        // fired: r and always, of three; a&&!b: both, a: true, b: both, c: neither
        Assert.Equal(new CoverageCount(Rules: 3, Fired: 2, Operands: 4, OperandsSeen: 2, Outcomes: 11, Seen: 7), coverage.Count);
        Assert.Equal(700.0 / 11, coverage.Count.Percent);
        Assert.Equal(100, SetCoverage.Empty.Count.Percent);
    }

    [Fact]
    public void Counting_changes_nothing_of_the_answers() =>
        Gen.Select(RandomTrees.Policies, RandomTrees.Policies, Gen.Int).Sample(
            (first, second, seed) =>
            {
                var set = Compiled.Set(new TreeSources(new Random(seed)).Set(first, second));
                var recorder = new CoverageRecorder(set);
                foreach (var request in new[] { Ask.Any.WithContext(("mode", Value.From("on"))), Ask.Any, Ask.Any.WithContext(("mode", Value.From(1L))) })
                {
                    AssertSame(set.Answer(request), recorder.Decide(request, Ask.Noon));
                    AssertSame(set.Answer(request), recorder.Decide(request, Ask.Noon));
                }
            },
            iter: 300);

    private static SetCoverage Cover(PolicySetSource source, IEnumerable<Request> requests)
    {
        var set = Compiled.Set(source);
        var recorder = new CoverageRecorder(set);
        foreach (var request in requests) AssertSame(set.Answer(request), recorder.Decide(request, Ask.Noon, TestContext.Current.CancellationToken));
        return recorder.ToCoverage();
    }

    private static string Rules(PolicyCoverage policy) =>
        string.Join(' ', policy.Rules.Select(rule => $"{rule.Rule} {rule.Fired}/{rule.NotApplicable}/{rule.Errors}").Prepend($"{policy.Id}@{policy.Version} {policy.Role}"));

    private static IEnumerable<string> Told(ConditionCoverage condition) =>
        condition.All.Select(operand => $"{operand.Text} {operand.True}/{operand.False}/{operand.Errors}");

    private static IEnumerable<Request> Pairs() => from a in ThreeTruths from b in ThreeTruths select With(("a", a), ("b", b));

    private static Request With(params (string Name, Value Value)[] subject) => Ask.Any.WithSubject([.. subject.Where(one => !one.Value.IsMissing)]);

    private static void AssertSame(Decision expected, Decision actual)
    {
        Assert.Equal((expected.Value, expected.Outcome, expected.Status), (actual.Value, actual.Outcome, actual.Status));
        Assert.Equal(expected.Determining, actual.Determining);
        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal(expected.Obligations.Select(notice => notice.Id), actual.Obligations.Select(notice => notice.Id));
        Assert.Equal(expected.Shadows, actual.Shadows);
    }
}
