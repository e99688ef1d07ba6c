using System.Text;
using System.Text.Json;
using Pdp.Bundles.Json;
using Pdp.Engine.Decisions;
using Pdp.Engine.Explanations;
using Pdp.Engine.Sources;
using Pdp.TestKit;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Bundles.Tests.Json;

public class DecisionJsonTests
{
    [Fact]
    public void Leaves_out_what_has_no_content() => Assert.Equal(
        """{"decision":"NOT_APPLICABLE","allowed":false,"revision":"test"}""",
        Written(Compiled.Set(Make.Policy("p", Make.Permit("r", "false"))).Answer()));

    [Theory]
    [InlineData(Effect.Permit, "true", "PERMIT", true)]
    [InlineData(Effect.Permit, "false", "NOT_APPLICABLE", false)]
    [InlineData(Effect.Permit, "subject.absent == 1", "INDETERMINATE", false)]
    [InlineData(Effect.Deny, "subject.absent == 1", "INDETERMINATE", false)]
    [InlineData(Effect.Deny, "true", "DENY", false)]
    public void Only_a_permit_allows(Effect effect, string when, string decision, bool allowed)
    {
        var rule = effect == Effect.Permit ? Make.Permit("r", when) : Make.Deny("r", when);
        using var json = JsonDocument.Parse(Written(Compiled.Set(Make.Policy("p", rule)).Answer()));
        Assert.Equal(decision, json.RootElement.GetProperty("decision").GetString());
        Assert.Equal(allowed, json.RootElement.GetProperty("allowed").GetBoolean());
    }

    [Fact]
    public void An_answer_that_was_never_made_does_not_allow()
    {
        using var json = JsonDocument.Parse(Written(new Decision()));
        Assert.False(json.RootElement.GetProperty("allowed").GetBoolean());
    }

    [Fact]
    public void Writes_every_member_of_an_answer()
    {
        var set = Compiled.Set(Make.Policy("p", Make.Permit("r") with
        {
            Reason = "because",
            Obligations = [Make.Notice("log", ("level", "0.5"), ("n", "7"))],
            Advice = [Make.Notice("say")],
        }));
        Assert.Equal(
            """
            {"decision":"PERMIT","allowed":true,"determining":[{"policy":"p","version":1,"rule":"r","reason":"because"}],"obligations":[{"id":"log","properties":{"level":0.5,"n":7}}],"advice":[{"id":"say"}],"revision":"test"}
            """.Trim(),
            Written(set.Answer()));
    }

    [Fact]
    public void Writes_errors_with_their_codes()
    {
        using var json = JsonDocument.Parse(Written(Compiled.Set(Make.Policy("p", Make.Deny("r", "subject.level > 3"))).Answer()));
        Assert.Equal("INDETERMINATE", json.RootElement.GetProperty("decision").GetString());
        var error = json.RootElement.GetProperty("errors")[0];
        Assert.Equal(["policy", "rule", "code", "message"], error.EnumerateObject().Select(member => member.Name));
        Assert.Equal("missing-attribute", error.GetProperty("code").GetString());
    }

    [Fact]
    public void Writes_shadows_and_misfits()
    {
        var schema = new SchemaSource
        {
            Subjects = [new EntitySchema("user", [], IsOpen: false, new SourceLocation("s.json", ""))],
            Enforcement = SchemaEnforcement.Warn,
        };
        var set = Compiled.Set(Make.Set(Make.Policy("p", Make.Permit("r")), Make.Policy("p", Make.Deny("r")) with { Version = 2, IsShadow = true }) with { Schema = schema });
        using var json = JsonDocument.Parse(Written(set.Answer(Ask.Any.WithSubject(("odd", Value.From(1))))));
        Assert.Equal("PERMIT", json.RootElement.GetProperty("decision").GetString());
        Assert.Equal("""{"policy":"p","version":2,"decision":"DENY","inForce":"PERMIT"}""", json.RootElement.GetProperty("shadows")[0].GetRawText());
        Assert.Contains("odd", json.RootElement.GetProperty("misfits")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_shadow_that_agrees_with_the_version_in_force_is_left_out()
    {
        var set = Compiled.Set(Make.Set(Make.Policy("p", Make.Permit("r")), Make.Policy("p", Make.Permit("s")) with { Version = 2, IsShadow = true }));
        using var json = JsonDocument.Parse(Written(set.Answer(Ask.Any)));
        Assert.Equal("PERMIT", json.RootElement.GetProperty("decision").GetString());
        Assert.False(json.RootElement.TryGetProperty("shadows", out _));
    }

    [Fact]
    public void Writes_the_tree_behind_an_answer()
    {
        var set = Compiled.Set(Make.Targeted("p", "subject.type == 'user'", Make.Permit("r", "subject.id == 'alice'"), Make.Deny("s", "subject.level > 3")));
        using var json = JsonDocument.Parse(Written(set.Explain(Ask.Any, Ask.Noon, CancellationToken.None)));
        Assert.Equal("INDETERMINATE", json.RootElement.GetProperty("decision").GetString());
        var policy = json.RootElement.GetProperty("policies")[0];
        Assert.Equal(("p", "deny-overrides"), (policy.GetProperty("policy").GetString(), policy.GetProperty("combining").GetString()));
        Assert.True(policy.GetProperty("target").GetProperty("value").GetBoolean());
        var (permit, deny) = (policy.GetProperty("rules")[0], policy.GetProperty("rules")[1]);
        Assert.Equal(("r", "permit", "permit"), (permit.GetProperty("rule").GetString(), permit.GetProperty("effect").GetString(), permit.GetProperty("value").GetString()));
        Assert.Equal("indeterminate-deny", deny.GetProperty("value").GetString());
        Assert.Equal("missing-attribute", deny.GetProperty("error").GetProperty("code").GetString());
        Assert.False(deny.GetProperty("when").TryGetProperty("value", out _));
        Assert.True(deny.GetProperty("when").TryGetProperty("error", out _));
        Assert.Equal("subject.level > 3", deny.GetProperty("when").GetProperty("text").GetString());
    }

    private static string Written(Decision decision) => Written(writer => DecisionJson.Write(writer, decision));

    private static string Written(Explanation explanation) => Written(writer => DecisionJson.Write(writer, explanation));

    private static string Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) write(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
