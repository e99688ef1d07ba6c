using Pdp.Engine.Decisions;
using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Compilation;

public class DiagnosticTests
{
    [Fact]
    public void All_errors_are_collected()
    {
        var source = Set(
            Policy("a", Permit("p", "1 +"), Permit("p", "variables.none"), Reference("nowhere")),
            Policy("b", Permit("q", "'x' + 1 == 2"), Permit("r", "subject.id")) with { Obligations = [Notice("o", ("x", "unknown"))] });
        var codes = Diagnose.Errors(source).Select(error => error.Code).ToList();
        Assert.Equal(7, codes.Count);
        Assert.Contains(EngineDiagnosticCodes.DuplicateItem, codes);
        Assert.Contains(EngineDiagnosticCodes.UnknownPolicy, codes);
        Assert.Contains(EngineDiagnosticCodes.UnknownVariable, codes);
        Assert.Contains(DiagnosticCodes.Syntax, codes);
        Assert.Contains(DiagnosticCodes.NoOverload, codes);
        Assert.Contains(DiagnosticCodes.TypeMismatch, codes);
        Assert.Contains(DiagnosticCodes.UnknownName, codes);
    }

    [Fact]
    public void A_finding_in_an_expression_has_its_text_and_place()
    {
        var error = Diagnose.Error(Policy("a", Permit("p", "true && missing")));
        Assert.Equal(("true && missing", "/p/when"), (error.Text, error.Location.Pointer));
        Assert.Equal("missing", error.Text!.Substring(error.Span!.Value.Start, error.Span.Value.Length));
    }

    [Fact]
    public void A_condition_must_be_a_bool()
    {
        Assert.Contains("expected bool, got string", Diagnose.Error(Policy("a", Permit("p", "'x'"))).Message, StringComparison.Ordinal);
        Assert.Contains("expected bool, got int", Diagnose.Error(Targeted("a", "1", Permit("p"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_an_unknown_variable_and_suggests_one()
    {
        var error = Diagnose.Error(Policy("a", Permit("p", "variables.same_tennant")) with { Variables = [Variable("same_tenant", "true")] } );
        Assert.Equal((EngineDiagnosticCodes.UnknownVariable, "no variable `same_tennant`", "did you mean `same_tenant`?"), (error.Code, error.Message, error.Help));
        Assert.Equal("same_tennant", error.Text!.Substring(error.Span!.Value.Start, error.Span.Value.Length));
    }

    [Fact]
    public void Rejects_circular_variables_and_names_the_circle()
    {
        var error = Diagnose.Error(Policy("a", Permit("p", "variables.x")) with
        {
            Variables = [Variable("x", "variables.y"), Variable("y", "variables.z"), Variable("z", "variables.x")],
        });
        Assert.Equal(EngineDiagnosticCodes.CircularVariable, error.Code);
        Assert.Equal("variables read one another in a circle: `variables.x` → `variables.y` → `variables.z` → `variables.x`", error.Message);
        Assert.Equal("`definitions.d` reads itself", Diagnose.Error(Set() with { Definitions = [Condition("d", "definitions.d")] }).Message);
    }

    [Fact]
    public void A_chain_of_a_thousand_variables_is_an_error_and_no_crash()
    {
        var variables = Enumerable.Range(0, 1_000).Select(i => Variable($"v{i}", i == 999 ? "true" : $"variables.v{i + 1}"));
        var errors = Diagnose.Errors(Set(Policy("a", Permit("p", "variables.v0")) with { Variables = [.. variables] }));
        Assert.Equal(EngineDiagnosticCodes.TooDeep, Assert.Single(errors).Code);
    }

    [Fact]
    public void An_inline_policy_reads_the_variables_around_it_and_its_own_come_first()
    {
        var inner = Policy("i", Permit("p", "variables.x && variables.y")) with { Variables = [Variable("x", "true")] };
        var set = Compiled.Set(Policy("a", inner, Deny("d", "variables.x")) with { Variables = [Variable("x", "false"), Variable("y", "true")] });
        Assert.Equal(Outcome.Permit, set.Answer().Outcome);
    }

    [Fact]
    public void Variables_of_macros_hide_nothing_of_what_an_expression_reads()
    {
        var set = Compiled.Set(Policy("a", Permit("p", "[{'id': 'x'}].exists(subject, subject.id == 'x') && .subject.id == 'alice'")));
        Assert.Equal(Outcome.Permit, set.Answer().Outcome);
    }

    [Fact]
    public void A_variable_may_loop_in_the_middle_of_its_readers_loop()
    {
        var set = Compiled.Set(Policy("a", Permit("p", "[1, 2, 3].all(x, [10, 20].exists(y, variables.v && y / x > 0 && x < 4))")) with
        {
            Variables = [Variable("v", "[7, 8].all(x, [9].all(y, variables.w && x < y))"), Variable("w", "[true, false].exists(x, x)")],
        });
        Assert.Equal(Outcome.Permit, set.Answer().Outcome);
    }

    [Fact]
    public void Definitions_are_shared_and_may_read_one_another()
    {
        var set = Compiled.Set(Set(Policy("a", Permit("p", "definitions.ok && 'b' in definitions.list"))) with
        {
            Definitions = [Condition("ok", "definitions.limit > 2 && action.name == 'read'"), Constant("limit", Value.From(3L)), Constant("list", Ask.List(Value.From("a"), Value.From("b")))],
        });
        Assert.Equal(Outcome.Permit, set.Answer().Outcome);
    }

    [Fact]
    public void A_definition_may_read_one_that_stands_behind_it()
    {
        var set = Compiled.Set(Set(Policy("a", Permit("p", "definitions.first"))) with
        {
            Definitions = [Condition("first", "definitions.second"), Condition("second", "action.name == 'read'")],
        });
        Assert.Equal(Outcome.Permit, set.Answer().Outcome);
        Assert.Equal(Outcome.NotApplicable, set.Answer(Ask.Any.WithAction("write")).Outcome);
    }

    [Fact]
    public void Variables_and_definitions_are_evaluated_anew_for_every_decision()
    {
        var set = Compiled.Set(Set(Policy("a", Permit("p", "definitions.read && variables.read")) with { Variables = [Variable("read", "action.name == 'read'")] }) with
        {
            Definitions = [Condition("read", "action.name == 'read'")],
        });
        foreach (var (action, expected) in new[] { ("read", Outcome.Permit), ("write", Outcome.NotApplicable), ("read", Outcome.Permit) })
            Assert.Equal(expected, set.Answer(Ask.Any.WithAction(action)).Outcome);
        var definition = Compiled.Set(Set(Policy("a", Permit("p", "definitions.read"))) with { Definitions = [Condition("read", "action.name == 'read'")] });
        Assert.Equal(Outcome.Permit, definition.Answer().Outcome);
        Assert.Equal(Outcome.NotApplicable, definition.Answer(Ask.Any.WithAction("write")).Outcome);
    }

    [Fact]
    public void Thousands_of_circles_are_an_error_and_no_exhaustion()
    {
        var all = string.Join(" || ", Enumerable.Range(0, 100).Select(i => $"variables.v{i}"));
        var errors = Diagnose.Errors(Set(Policy("a", Permit("p", "variables.v0")) with
        {
            Variables = [.. Enumerable.Range(0, 100).Select(i => Variable($"v{i}", all))],
        }));
        Assert.Equal(100, errors.Count(error => error.Code == EngineDiagnosticCodes.CircularVariable));
    }

    [Fact]
    public void A_definition_cannot_read_variables() =>
        Assert.Contains("cannot read the variable", Diagnose.Error(Set() with { Definitions = [Condition("d", "variables.x")] }).Message, StringComparison.Ordinal);

    [Fact]
    public void Rejects_two_definitions_of_one_name_and_two_variables_of_one_name()
    {
        Assert.Equal(EngineDiagnosticCodes.DuplicateDefinition, Diagnose.Error(Set() with { Definitions = [Condition("d", "true"), Condition("d", "false")] }).Code);
        Assert.Equal(
            EngineDiagnosticCodes.DuplicateVariable,
            Diagnose.Error(Policy("a", Permit("p", "variables.x")) with { Variables = [Variable("x", "true"), Variable("x", "false")] }).Code);
    }

    [Fact]
    public void Rejects_a_rule_below_only_one_applicable() =>
        Assert.Equal(EngineDiagnosticCodes.RuleNotAllowed, Diagnose.Error(Combined("a", CombiningAlgorithm.OnlyOneApplicable, Permit("p"))).Code);

    [Fact]
    public void Rejects_limits_out_of_range() =>
        Assert.Equal(
            3,
            Diagnose.Errors(Set() with { Limits = new EngineLimits { Fuel = 0, DecisionTime = TimeSpan.Zero, MaxPolicyDepth = 0 } })
                .Count(error => error.Code == EngineDiagnosticCodes.InvalidLimit));

    [Fact]
    public void Warns_of_a_variable_that_nothing_reads_and_checks_it_all_the_same()
    {
        Assert.Equal(EngineDiagnosticCodes.UnreadVariable, Diagnose.Warning(Policy("a", Permit("p")) with { Variables = [Variable("x", "true")] }).Code);
        Assert.Equal(DiagnosticCodes.UnknownName, Diagnose.Error(Policy("a", Permit("p")) with { Variables = [Variable("x", "nothing")] }).Code);
        Assert.Equal(DiagnosticCodes.UnknownName, Diagnose.Error(Set() with { Definitions = [Condition("x", "nothing")] }).Code);
    }

    [Fact]
    public void Warns_of_a_deny_rule_that_is_silent_when_an_attribute_is_left_out()
    {
        Assert.Equal(EngineDiagnosticCodes.SilentDeny, Diagnose.Warning(Policy("a", Deny("d", "has(context.ip) && context.ip == 'x'"))).Code);
        Assert.Equal(EngineDiagnosticCodes.SilentDeny, Diagnose.Warning(Policy("a", Deny("d", "context.?flag.orValue(false)"))).Code);
        Assert.Equal(EngineDiagnosticCodes.SilentDeny, Diagnose.Warning(Policy("a", Deny("d", "subject.id == 'x' && context.?flag.orValue(false)"))).Code);
        Assert.Empty(Diagnose.All(Set(Policy("a", Deny("d", "context.?flag.orValue(true)")))));
        Assert.Empty(Diagnose.All(Set(Policy("a", Permit("d", "has(context.ip) && context.ip == 'x'")))));
    }

    [Fact]
    public void Warns_of_a_notice_that_is_never_due()
    {
        var policy = Policy("a", Permit("p") with { Obligations = [Notice("o") with { On = Effect.Deny }] });
        Assert.Equal(EngineDiagnosticCodes.NeverDue, Diagnose.Warning(policy).Code);
        Assert.Empty(Compiled.Set(policy).Answer().Obligations);
    }

    [Fact]
    public void Without_a_schema_nothing_is_warned_of() =>
        Assert.Empty(Diagnose.All(Set(Policy("a", Permit("p", "subject.anything.at.all == context.more[0] && has(resource.x) && subject.properties['id'] == 1")))));
}
