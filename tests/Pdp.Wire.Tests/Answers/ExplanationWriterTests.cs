using Google.Protobuf;
using Pdp.Engine;
using Pdp.Engine.Decisions;
using Pdp.Engine.Explanations;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Text;
using Pdp.Language.Values;
using Pdp.Wire.Answers;
using Xunit;
using V1 = Pdp.Contracts.V1;

namespace Pdp.Wire.Tests.Answers;

public sealed class ExplanationWriterTests
{
    [Fact]
    public void A_real_explanation_arrives_whole()
    {
        var message = Explain("break");
        Assert.Equal(V1.Decision.Indeterminate, message.Response.Decision);
        var policy = Assert.Single(message.Roots);
        Assert.Equal("documents", policy.Path);
        Assert.Equal(3, policy.Version);
        Assert.Equal("deny-overrides", policy.Combining);
        Assert.Equal(V1.InnerValue.IndeterminatePermit, policy.Value);
        Assert.Equal("documents.json", policy.Location.File);
        var rules = policy.Items.Select(static i => i.Rule).ToList();
        Assert.Equal(["reads", "deletes", "breaks"], rules.Select(static r => r.Id));
        Assert.Equal([V1.Effect.Permit, V1.Effect.Deny, V1.Effect.Permit], rules.Select(static r => r.Effect));
        Assert.Equal([false, false, true], rules.Select(static r => r.ActionMatches));
        Assert.Equal("missing-attribute", rules[2].Error.Code);
        var nodes = rules[2].When.Nodes;
        Assert.Equal(Sources.Broken, rules[2].When.Text);
        Assert.Equal(0, nodes[0].Depth);
        var first = nodes.First(static n => n.Text.Contains("!=", StringComparison.Ordinal) && n.Depth == 1);
        Assert.True(first.Value.BoolValue);
        Assert.Equal("true", first.Literal);
        var failed = nodes.First(static n => n.Text == "resource.owner");
        Assert.Equal("missing-attribute", failed.Error.Code);
        Assert.Equal(2, failed.Position.Line);
    }

    [Fact]
    public void An_expression_of_any_depth_passes_a_parser()
    {
        var trace = Trace("leaf", Value.From(1L));
        for (var i = 0; i < 10_000; i++) trace = Trace("x", Value.True, trace);
        var root = Policy(trace, Value.True);
        var message = new ExplanationWriter(Writer()).ToMessage(new Explanation(new Decision(), [root], []), "id");
        var back = V1.ExplainResponse.Parser.ParseFrom(message.ToByteArray());
        var nodes = back.Roots[0].Target.Nodes;
        Assert.Equal(10_001, nodes.Count);
        Assert.Equal(Enumerable.Range(0, 10_001), nodes.Select(static n => n.Depth));
        Assert.Equal("leaf", nodes[^1].Text);
    }

    [Fact]
    public void Sub_expressions_stand_in_the_order_of_the_text()
    {
        var trace = Trace("a + b + c", Value.From(6L), Trace("a + b", Value.From(3L), Trace("a", Value.From(1L)), Trace("b", Value.From(2L))), Trace("c", Value.From(3L)));
        var nodes = new ExplanationWriter(Writer()).ToMessage(new Explanation(new Decision(), [Policy(trace, Value.True)], []), "id").Roots[0].Target.Nodes;
        Assert.Equal(["a + b + c", "a + b", "a", "b", "c"], nodes.Select(static n => n.Text));
        Assert.Equal([0, 1, 2, 2, 1], nodes.Select(static n => n.Depth));
    }

    [Fact]
    public void What_was_not_evaluated_has_neither_value_nor_error()
    {
        var node = new ExplanationWriter(Writer()).ToMessage(new Explanation(new Decision(), [Policy(Trace("x", default), default)], []), "id").Roots[0].Target.Nodes[0];
        Assert.Equal(V1.SubExpression.ResultOneofCase.None, node.ResultCase);
        Assert.Equal("", node.Literal);
    }

    [Fact]
    public void A_literal_tells_what_JSON_cannot()
    {
        Assert.Equal("5", Literal(Value.From(5L)));
        Assert.Equal("5.0", Literal(Value.From(5.0)));
        Assert.Equal("5u", Literal(Value.FromUint(5)));
    }

    [Fact]
    public void A_long_value_is_told_by_its_beginning_alone()
    {
        var value = Value.From(new string('x', 100_000));
        var message = new ExplanationWriter(Writer()).ToMessage(new Explanation(new Decision(), [Policy(Trace("x", value), value)], []), "id");
        var node = message.Roots[0].Target.Nodes[0];
        Assert.Null(node.Value);
        Assert.StartsWith("'xxx", node.Literal, StringComparison.Ordinal);
        Assert.InRange(message.CalculateSize(), 1000, 3000);
    }

    private static string Literal(Value value) =>
        new ExplanationWriter(Writer()).ToMessage(new Explanation(new Decision(), [Policy(Trace("x", value), value)], []), "id").Roots[0].Target.Nodes[0].Literal;

    private static AnswerWriter Writer() => new(new ExpressionTexts(Sources.Set()));

    private static V1.ExplainResponse Explain(string action)
    {
        var source = Sources.Set();
        var set = PolicySet.Compile(source).Set!;
        var request = new Request(
            new Entity("user", "alice", StringMap.Empty), new ActionInfo(action, StringMap.Empty),
            new Entity("document", "d1", StringMap.Empty), StringMap.Empty);
        return new ExplanationWriter(new AnswerWriter(new ExpressionTexts(source))).ToMessage(set.Explain(request, new Timestamp(0, 0)), "id");
    }

    private static PolicyTrace Policy(ExpressionTrace target, Value value) => new()
    {
        Id = "p",
        Path = "p",
        Version = 1,
        Combining = CombiningAlgorithm.FirstApplicable,
        Value = value.IsMissing ? null : InnerValue.NotApplicable,
        Location = new SourceLocation("p.json", ""),
        Target = target,
        Items = [],
    };

    private static ExpressionTrace Trace(string text, Value value, params ExpressionTrace[] children) =>
        new(text, new TextSpan(0, 1), value, 1, [.. children]);
}
