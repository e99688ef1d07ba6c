using Pdp.Engine.Decisions;
using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Compilation;

public class ReferenceTests
{
    [Fact]
    public void A_policy_that_none_references_is_a_root_and_the_highest_version_is_in_force()
    {
        var set = Compiled.Set(Policy("a", Reference("b")), Policy("b", Permit("old")), Policy("b", Permit("new")) with { Version = 2 }, Policy("c", Permit("x", "false")));
        Assert.Equal(
            [("a", 1, PolicyRole.Root), ("b", 1, PolicyRole.Inactive), ("b", 2, PolicyRole.Referenced), ("c", 1, PolicyRole.Root)],
            set.Policies.Select(policy => (policy.Id, policy.Version, policy.Role)));
        var rule = Assert.Single(set.Answer().Determining);
        Assert.Equal(("a/b", 2, "new"), (rule.Policy, rule.Version, rule.Rule));
    }

    [Fact]
    public void A_pin_puts_another_version_in_force()
    {
        var source = Set(Policy("a", Permit("one")), Policy("a", Deny("two")) with { Version = 2 });
        Assert.Equal(Outcome.Deny, Compiled.Set(source).Answer().Outcome);
        Assert.Equal(Outcome.Permit, Compiled.Set(source with { Pins = source.Pins.Add("a", 1) }).Answer().Outcome);
    }

    [Fact]
    public void A_reference_at_whatever_version_takes_the_policy_out_of_the_roots()
    {
        var set = Compiled.Set(Policy("a", Reference("b", 1)), Policy("b", Permit("one")), Policy("b", Deny("two")) with { Version = 2 });
        Assert.Equal(Outcome.Permit, set.Answer().Outcome);
        Assert.Equal([PolicyRole.Root, PolicyRole.Referenced, PolicyRole.Inactive], set.Policies.Select(policy => policy.Role));
    }

    [Fact]
    public void A_version_that_builds_on_an_older_one_of_its_own_id_stays_a_root()
    {
        var set = Compiled.Set(
            Policy("a", Deny("one")), Policy("a", Reference("a", 1), Permit("two")) with { Version = 2 }, Policy("b", Permit("p")));
        var decision = set.Answer();
        Assert.Equal(Outcome.Deny, decision.Outcome);
        Assert.Equal([("a/a", 1, "one")], decision.Determining.Select(rule => (rule.Policy, rule.Version, rule.Rule!)));
        Assert.Equal([PolicyRole.Referenced, PolicyRole.Root, PolicyRole.Root], set.Policies.Select(policy => policy.Role));
    }

    [Fact]
    public void A_version_in_force_that_no_reference_means_is_warned_of() =>
        Assert.Contains(
            Diagnose.All(Set(Policy("a", Reference("b", 1)), Policy("b", Permit("one")), Policy("b", Permit("two")) with { Version = 2 })),
            found => found.Code == EngineDiagnosticCodes.NotEvaluated);

    [Fact]
    public void References_of_versions_not_in_force_count_for_nothing()
    {
        var set = Compiled.Set(Policy("a", Reference("b")), Policy("a", Permit("x", "false")) with { Version = 2 }, Policy("b", Deny("d")));
        Assert.Equal(Outcome.Deny, set.Answer().Outcome);
        var shadow = Compiled.Set(Policy("a", Reference("b")) with { IsShadow = true }, Policy("b", Deny("d")));
        Assert.Equal(Outcome.Deny, shadow.Answer().Outcome);
        Assert.Equal([new ShadowDecision("a", 1, Outcome.Deny, Outcome.NotApplicable)], shadow.Answer().Shadows);
    }

    [Fact]
    public void A_shadow_is_compared_with_the_version_in_force_alone_even_where_that_is_referenced()
    {
        var set = Compiled.Set(
            Targeted("a", "false", Reference("b")), Policy("b", Permit("p")), Policy("b", Deny("d")) with { Version = 2, IsShadow = true });
        var decision = set.Answer();
        Assert.Equal(Outcome.NotApplicable, decision.Outcome);
        Assert.Equal([new ShadowDecision("b", 2, Outcome.Deny, Outcome.Permit)], decision.Shadows);
        Assert.Empty(decision.Errors);
    }

    [Fact]
    public void A_reference_has_the_value_of_the_policy_with_its_own_target_algorithm_and_variables()
    {
        var referenced = Targeted("b", "variables.on", Permit("p"), Deny("d", "!variables.on")) with { Variables = [Variable("on", "true")] };
        var set = Compiled.Set(Policy("a", Reference("b")) with { Variables = [Variable("on", "false")] }, referenced);
        Assert.Equal(Outcome.Permit, set.Answer().Outcome);
    }

    [Fact]
    public void Rejects_a_reference_to_no_policy_and_suggests_one()
    {
        var error = Diagnose.Error(Policy("a", Reference("documnets")), Policy("documents", Permit("p")));
        Assert.Equal((EngineDiagnosticCodes.UnknownPolicy, "no policy `documnets`", "did you mean `documents`?"), (error.Code, error.Message, error.Help));
        Assert.Equal("/ref-documnets", error.Location.Pointer);
    }

    [Fact]
    public void Rejects_a_reference_to_an_absent_version()
    {
        var error = Diagnose.Error(Policy("a", Reference("b", 7)), Policy("b", Permit("p")));
        Assert.Equal((EngineDiagnosticCodes.UnknownVersion, "there is version 1"), (error.Code, error.Help));
    }

    [Fact]
    public void Rejects_references_to_shadows()
    {
        var shadow = Policy("b", Permit("p")) with { IsShadow = true };
        Assert.Equal(EngineDiagnosticCodes.ShadowInForce, Diagnose.Error(Policy("a", Reference("b")), shadow).Code);
        Assert.Equal(EngineDiagnosticCodes.ShadowInForce, Diagnose.Error(Policy("a", Reference("b", 1)), shadow).Code);
    }

    [Fact]
    public void Rejects_circles_and_names_them()
    {
        var error = Diagnose.Error(Policy("a", Reference("b")), Policy("b", Policy("i", Reference("c"))), Policy("c", Reference("a")));
        Assert.Equal(EngineDiagnosticCodes.CircularReference, error.Code);
        Assert.Equal("policies reference one another in a circle: `a` → `b` → `c` → `a`", error.Message);
        Assert.Equal(
            EngineDiagnosticCodes.CircularReference,
            Diagnose.Error(Policy("b", Reference("a", 1)), Policy("a", Reference("b")), Policy("a", Permit("p")) with { Version = 2 }).Code);
        Assert.Equal("policy `a` references itself", Diagnose.Error(Policy("a", Reference("a"))).Message);
    }

    [Fact]
    public void Rejects_two_policies_of_one_id_and_version() =>
        Assert.Equal(EngineDiagnosticCodes.DuplicatePolicy, Diagnose.Error(Policy("a", Permit("p")), Policy("a", Permit("q"))).Code);

    [Fact]
    public void Rejects_pins_to_what_is_not_there()
    {
        var source = Set(Policy("a", Permit("p")), Policy("a", Permit("q")) with { Version = 2, IsShadow = true });
        var errors = Diagnose.Errors(source with { Pins = source.Pins.Add("a", 9).Add("b", 1), PinsLocation = new("bundle.json", "/pins") });
        Assert.Equal(["/pins/a", "/pins/b"], errors.Select(error => error.Location.Pointer));
        Assert.All(errors, error => Assert.Equal(EngineDiagnosticCodes.UnknownPin, error.Code));
        Assert.Equal(EngineDiagnosticCodes.ShadowInForce, Diagnose.Error(source with { Pins = source.Pins.Add("a", 2) }).Code);
    }

    [Fact]
    public void Rejects_nesting_that_is_too_deep_inline_and_by_reference()
    {
        var limits = Make.Limits with { MaxPolicyDepth = 3 };
        var inline = Policy("a", Policy("b", Policy("c", Permit("p"))));
        Compiled.Set(Set(inline) with { Limits = limits });
        Assert.Equal(EngineDiagnosticCodes.TooDeep, Diagnose.Error(Set(Policy("z", inline)) with { Limits = limits }).Code);
        var chain = Enumerable.Range(0, 3).Select(i => i == 2 ? Policy("c2", Permit("p")) : Policy($"c{i}", Reference($"c{i + 1}"))).ToArray();
        Compiled.Set(Set(chain) with { Limits = limits });
        Assert.Equal(EngineDiagnosticCodes.TooDeep, Diagnose.Error(Set([.. chain, Policy("z", Reference("c0"))]) with { Limits = limits }).Code);
    }

    [Fact]
    public void A_chain_of_ten_thousand_references_is_an_error_and_no_crash()
    {
        var chain = Enumerable.Range(0, 10_000).Select(i => i == 9_999 ? Policy($"c{i}", Permit("p")) : Policy($"c{i}", Reference($"c{i + 1}"))).ToArray();
        Assert.Equal(EngineDiagnosticCodes.TooDeep, Diagnose.Error(chain).Code);
    }

    [Fact]
    public void References_that_multiply_are_an_error_and_no_exhaustion()
    {
        var doubling = Enumerable.Range(0, 31)
            .Select(i => i == 30 ? Policy("d30", Permit("p")) : Policy($"d{i}", Reference($"d{i + 1}"), Policy("i", Reference($"d{i + 1}")))).ToArray();
        Assert.Equal(EngineDiagnosticCodes.TooManyPlaces, Diagnose.Error(Set(doubling) with { Limits = Make.Limits with { MaxPolicyDepth = 100 } }).Code);
    }

    [Fact]
    public void A_referenced_policy_with_deny_rules_is_warned_of()
    {
        var warning = Diagnose.Warning(Policy("a", Reference("b")), Policy("b", Policy("i", Deny("d"))));
        Assert.Equal(EngineDiagnosticCodes.DenyBelowRoot, warning.Code);
    }

    [Fact]
    public void An_error_in_a_version_that_is_not_in_force_is_a_warning_and_in_a_shadow_an_error()
    {
        var found = Diagnose.Warning(Policy("a", Permit("p", "1 +")), Policy("a", Permit("p")) with { Version = 2 });
        Assert.Contains("not in force", found.Help, StringComparison.Ordinal);
        Diagnose.Error(Policy("a", Permit("p", "1 +")) with { IsShadow = true });
    }

    [Fact]
    public void No_policies_at_all_do_not_apply() => Assert.Equal(Outcome.NotApplicable, Compiled.Set(Set()).Answer().Outcome);
}
