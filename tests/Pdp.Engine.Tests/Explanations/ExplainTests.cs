using CsCheck;
using Pdp.Engine.Decisions;
using Pdp.Engine.Explanations;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Explanations;

public class ExplainTests
{
    [Fact]
    public void Explaining_changes_nothing_of_the_answer() =>
        Gen.Select(RandomTrees.Policies, RandomTrees.Policies, Gen.Int).Sample(
            (first, second, seed) =>
            {
                var set = Compiled.Set(new TreeSources(new Random(seed)).Set(first, second));
                var request = Ask.Any.WithContext(("mode", Value.From("on")));
                var explained = set.Explain(request, Ask.Noon).Decision;
                AssertSame(set.Answer(request), explained);
                AssertSame(set.Answer(request), set.Explain(request, Ask.Noon).Decision);
            },
            iter: 2_000);

    [Fact]
    public void Tells_every_policy_and_rule_with_its_value()
    {
        var explanation = Explain(
            Targeted("p", "resource.type == 'document'", Permit("yes", "subject.id == 'alice'"), Deny("no", "subject.id == 'bob'"),
                Deny("other") with { Actions = ["write"] }, Permit("bad", "subject.absent"),
                Targeted("inner", "false", Deny("unseen"))));
        var root = Assert.Single(explanation.Roots);
        Assert.Equal((InnerValue.Permit, "p", 1), (root.Value, root.Path, root.Version));
        Assert.True(root.Target!.Value.AsBool);
        Assert.Equal(
            [InnerValue.Permit, InnerValue.NotApplicable, InnerValue.NotApplicable, InnerValue.IndeterminatePermit, InnerValue.NotApplicable],
            root.Items.Select(item => item.Value!.Value));
        Assert.Equal([true, true, false, true], root.Items.OfType<RuleTrace>().Select(rule => rule.ActionMatches));
        Assert.Equal("missing-attribute", root.Items[3].Error!.Code);
        Assert.True(((RuleTrace)root.Items[3]).When!.Value.IsError);
        var inner = (PolicyTrace)root.Items[4];
        Assert.Equal("p/inner", inner.Path);
        Assert.Null(Assert.Single(inner.Items).Value);
    }

    [Fact]
    public void Tells_what_each_sub_expression_came_to()
    {
        var when = ((RuleTrace)Explain(Policy("p", Permit("r", "subject.level > 2 && !(subject.name == 'x')")),
            ("level", Value.From(3L)), ("name", Value.From("y"))).Roots[0].Items[0]).When!;
        Assert.Equal("subject.level > 2 && !(subject.name == 'x')", when.Text);
        Assert.True(when.Value.AsBool);
        Assert.Equal(["subject.level > 2", "!(subject.name == 'x')"], when.Children.Select(child => child.Text));
        var comparison = when.Children[0];
        Assert.Equal(["subject.level", "2"], comparison.Children.Select(child => child.Text));
        Assert.Equal([3L, 2L], comparison.Children.Select(child => child.Value.AsInt));
        Assert.False(when.Children[1].Children[0].Value.AsBool);
    }

    [Fact]
    public void What_was_not_evaluated_has_no_value()
    {
        var when = ((RuleTrace)Explain(Policy("p", Permit("r", "true ? subject.id == 'alice' : subject.absent"))).Roots[0].Items[0]).When!;
        Assert.Equal((true, 0), (when.Children[2].Value.IsMissing, when.Children[2].Rounds));
        var target = Explain(Targeted("p", "false", Permit("r", "subject.absent"))).Roots[0];
        Assert.True(((RuleTrace)target.Items[0]).When!.Value.IsMissing);
    }

    [Fact]
    public void A_loop_tells_its_rounds()
    {
        var when = ((RuleTrace)Explain(Policy("p", Permit("r", "[1, 2, 3].all(x, x > 0)"))).Roots[0].Items[0]).When!;
        Assert.Equal(3, when.Children[1].Rounds);
    }

    [Fact]
    public void Tells_variables_and_definitions_once_although_several_rules_read_them()
    {
        var set = Compiled.Set(Set(
            Policy("p", Deny("a", "!variables.v"), Permit("b", "variables.v && definitions.d")) with
            {
                Variables = [Variable("v", "subject.id == 'alice'"), Variable("unread", "1 / 0")],
            }) with { Definitions = [Condition("d", "action.name == 'read'")] });
        var variables = set.Explain(Ask.Any, Ask.Noon, CancellationToken.None).Roots[0].Variables;
        Assert.Equal(["variables.v", "variables.unread", "definitions.d"], variables.Select(variable => variable.Name));
        Assert.Equal([1, 0, 1], variables.Select(variable => variable.Expression.Rounds));
        Assert.True(variables[0].Expression.Value.AsBool);
        Assert.True(variables[1].Expression.Value.IsMissing);
    }

    [Fact]
    public void A_policy_that_two_references_bring_in_is_told_at_both_places()
    {
        var set = Compiled.Set(Policy("a", Reference("shared"), Policy("i", Reference("shared"))), Policy("shared", Permit("r", "subject.id == 'alice'")));
        var root = set.Explain(Ask.Any, Ask.Noon, CancellationToken.None).Roots.Single();
        var first = (PolicyTrace)root.Items[0];
        var second = (PolicyTrace)((PolicyTrace)root.Items[1]).Items[0];
        Assert.Equal(["a/shared", "a/i/shared"], [first.Path, second.Path]);
        Assert.Equal([1, 1], [((RuleTrace)first.Items[0]).When!.Rounds, ((RuleTrace)second.Items[0]).When!.Rounds]);
    }

    [Fact]
    public void Tells_shadows_beside_the_answer()
    {
        var set = Compiled.Set(Policy("a", Permit("p")), Policy("a", Deny("d")) with { Version = 2, IsShadow = true });
        var explanation = set.Explain(Ask.Any, Ask.Noon, CancellationToken.None);
        Assert.Equal(Outcome.Permit, explanation.Decision.Outcome);
        Assert.Equal(InnerValue.Deny, Assert.Single(explanation.Shadows).Value);
    }

    private static Explanation Explain(PolicySource policy, params (string, Value)[] subject) =>
        Compiled.Set(policy).Explain(Ask.Any.WithSubject(subject), Ask.Noon, CancellationToken.None);

    private static void AssertSame(Decision expected, Decision actual)
    {
        Assert.Equal((expected.Value, expected.Outcome, expected.Status), (actual.Value, actual.Outcome, actual.Status));
        Assert.Equal(expected.Determining, actual.Determining);
        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal(expected.Obligations.Select(Text), actual.Obligations.Select(Text));
        Assert.Equal(expected.Advice.Select(Text), actual.Advice.Select(Text));
    }

    private static string Text(Notice notice) =>
        $"{notice.Id} {string.Join(", ", notice.Properties.Entries.ToArray().Select(entry => $"{entry.Key}={CelText.ToLiteral(entry.Value)}"))}";
}
