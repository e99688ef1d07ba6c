using System.Collections.Immutable;
using Pdp.Engine;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.Wire.Answers;
using Xunit;
using V1 = Pdp.Contracts.V1;

namespace Pdp.Wire.Tests.Answers;

public sealed class AnswerWriterTests
{
    [Fact]
    public void An_answer_that_was_never_made_does_not_allow()
    {
        var message = Writer(Sources.Set()).ToMessage(new Decision(), "id");
        Assert.Equal(V1.Decision.Indeterminate, message.Decision);
        Assert.False(message.Allowed);
    }

    [Theory]
    [InlineData(Outcome.Unspecified, V1.Decision.Indeterminate)]
    [InlineData(Outcome.Permit, V1.Decision.Permit)]
    [InlineData(Outcome.Deny, V1.Decision.Deny)]
    [InlineData(Outcome.NotApplicable, V1.Decision.NotApplicable)]
    [InlineData(Outcome.Indeterminate, V1.Decision.Indeterminate)]
    [InlineData((Outcome)77, V1.Decision.Indeterminate)]
    public void Whatever_is_not_a_known_answer_is_indeterminate(Outcome outcome, V1.Decision expected) =>
        Assert.Equal(expected, AnswerWriter.ToMessage(outcome));

    [Theory]
    [InlineData("read", V1.Decision.Permit, true, "ok")]
    [InlineData("delete", V1.Decision.Deny, false, "ok")]
    [InlineData("fly", V1.Decision.NotApplicable, false, "ok")]
    [InlineData("break", V1.Decision.Indeterminate, false, "missing-attribute")]
    public void Every_outcome_arrives(string action, V1.Decision decision, bool allowed, string status)
    {
        var message = Decide(action);
        Assert.Equal(decision, message.Decision);
        Assert.Equal(allowed, message.Allowed);
        Assert.Equal(status, message.Status);
        Assert.Equal("r1", message.Revision);
        Assert.Equal("the id", message.DecisionId);
    }

    [Fact]
    public void Determining_rules_obligations_and_advice_arrive()
    {
        var message = Decide("read");
        Assert.Equal(
            new V1.DeterminingRule { Policy = "documents", Version = 3, Rule = "reads", Reason = "readers read" },
            Assert.Single(message.Determining));
        var obligation = Assert.Single(message.Obligations);
        Assert.Equal("log", obligation.Id);
        Assert.Equal("alice", obligation.Properties.Fields["who"].StringValue);
        Assert.Equal("hint", Assert.Single(message.Advice).Id);
    }

    [Fact]
    public void An_error_arrives_with_its_place_in_lines_and_columns()
    {
        var error = Assert.Single(Decide("break").Errors);
        Assert.Equal("documents", error.Policy);
        Assert.Equal(3, error.Version);
        Assert.Equal("breaks", error.Rule);
        Assert.Equal("missing-attribute", error.Code);
        Assert.Equal("/rules/2/when", error.Member);
        Assert.Equal(2, error.Position.Line);
        Assert.Equal(8, error.Position.Column); // code points: the smiley is one
        Assert.StartsWith("resource.owner", Sources.Broken[error.Position.Start..], StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_in_a_policy_that_another_refers_to_is_found_in_the_text_of_its_own_document()
    {
        var inner = Sources.Policy("inner", 3, [Sources.Rule("a", Effect.Permit, "inner.json", "/rules/0", "1 / (1 - 1) == 0")]);
        var outer = Sources.Policy("outer", 3,
        [
            Sources.Rule("a", Effect.Permit, "outer.json", "/rules/0", "false"),
            new ReferenceSource { Id = "inner", Location = new("outer.json", "/rules/1") },
        ]);
        var source = Sources.Set() with { Policies = [inner, outer] };
        var texts = new ExpressionTexts(source);
        Assert.Equal("1 / (1 - 1) == 0", texts.Find(Error("outer/inner", "/rules/0/when")));
        Assert.Equal("false", texts.Find(Error("outer", "/rules/0/when")));
        Assert.Null(texts.Find(Error("other", "/rules/0/when")));
        Assert.Null(texts.Find(Error("outer", "/rules/7/when")));
        Assert.Null(texts.Find(new DecisionError(null, 0, null, "syntax-error", "x")));

        static DecisionError Error(string path, string member) => new(path, 3, "a", "processing-error", "x", member);
    }

    [Fact]
    public void A_shadow_arrives_where_it_differs_from_the_version_in_force()
    {
        var agrees = Sources.Policy("documents", 4, [Sources.Rule("a", Effect.Permit, "next.json", "/rules/0", null, "read")]);
        var differs = Sources.Policy("documents", 5, [Sources.Rule("a", Effect.Deny, "last.json", "/rules/0", null, "read")]);
        var set = Sources.Set();
        var message = Decide("read", set with
        {
            Policies = [.. set.Policies, agrees with { IsShadow = true }, differs with { IsShadow = true }],
        });
        Assert.Equal(
            new V1.ShadowDecision { Policy = "documents", Version = 5, Decision = V1.Decision.Deny, InForce = V1.Decision.Permit },
            Assert.Single(message.Shadows));
    }

    private static AnswerWriter Writer(PolicySetSource source) => new(new ExpressionTexts(source));

    private static V1.CheckResponse Decide(string action, PolicySetSource? policies = null)
    {
        var source = policies ?? Sources.Set();
        var set = PolicySet.Compile(source).Set!;
        var request = new Request(
            new Entity("user", "alice", StringMap.Empty), new ActionInfo(action, StringMap.Empty),
            new Entity("document", "d1", StringMap.Empty), StringMap.Empty);
        return Writer(source).ToMessage(set.Decide(request, new Timestamp(0, 0)), "the id");
    }
}
