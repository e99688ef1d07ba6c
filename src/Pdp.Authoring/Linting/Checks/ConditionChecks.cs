using System.Collections.Immutable;
using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;
using Pdp.Language.Syntax;
using Pdp.Language.Text;

namespace Pdp.Authoring.Linting.Checks;

/// <summary>What conditions say, or do not: rules that never apply, that others shadow, that fail or permit for want of an attribute.</summary>
internal static class ConditionChecks
{
    public static void Run(LintModel model, LintNotes notes)
    {
        foreach (var policy in model.Policies)
        {
            var isDead = Dead(policy, model, notes);
            if (!isDead) PermitsRest(policy, model, notes);
            foreach (var rule in policy.Rules)
            {
                rule.IsDead = isDead || Dead(rule, model, notes);
                if (rule is { When: { } when, IsUnconditional: true }) Constant(notes, when, $"the condition of rule `{rule.Source.Id}` is always true", "when");
            }

            var shadows = new Shadows(policy);
            for (var i = 0; i < policy.Rules.Count; i++)
            {
                var rule = policy.Rules[i];
                if (rule.IsDead) continue;
                if (shadows.Of(i) is var (by, why))
                    notes.Warn(LintCodes.Shadowed, rule.Source.Location, $"rule `{rule.Source.Id}` has no effect: rule `{by.Source.Id}` {why}");
                if (rule.Source.Effect == Effect.Deny) Deny(rule, model, notes);
                else Permit(rule, model, notes);
            }
        }
    }

    private static bool Dead(LintedPolicy policy, LintModel model, LintNotes notes)
    {
        var target = policy.Source.Target is null ? null : policy.Targets[^1];
        if (target is { IsAlwaysTrue: true }) Constant(notes, target, $"the target of policy `{policy.Source.Id}` is always true", "target");
        if (!policy.Guard.IsNever && model.Kinds.AdmitsAny(policy.Guard)) return false;
        var isTold = notes.Has(EngineDiagnosticCodes.NeverApplies, policy.Source.Location);

        // what stands within a dead policy is dead for the same reason, which is told once
        if (target is null || isTold || !OuterLives(policy, model)) return true;
        notes.Warn(
            LintCodes.NeverTrue, target.Source, Whole(target), $"policy `{policy.Source.Id}` never applies: {Why(policy.Guard.IsNever)}",
            "look for conditions that exclude one another, here and in the targets around it");
        return true;
    }

    private static bool OuterLives(LintedPolicy policy, LintModel model) => model.Policies
        .Where(outer => !ReferenceEquals(outer, policy) && outer.Source.Items.Any(item => ReferenceEquals(item, policy.Source)))
        .All(outer => !outer.Guard.IsNever && model.Kinds.AdmitsAny(outer.Guard));

    private static bool Dead(LintedRule rule, LintModel model, LintNotes notes)
    {
        if (!rule.Guard.IsNever && model.Kinds.AdmitsAny(rule.Guard)) return false;
        if (notes.Has(EngineDiagnosticCodes.NeverApplies, rule.Source.Location)) return true;
        const string Help = "look for conditions that exclude one another: in `when`, in `actions` and in the targets around it";
        var message = $"rule `{rule.Source.Id}` never applies: {Why(rule.Guard.IsNever)}";
        if (rule.When is { } when) notes.Warn(LintCodes.NeverTrue, when.Source, Whole(when), message, Help);
        else notes.Warn(LintCodes.NeverTrue, rule.Source.Location, message, Help);
        return true;
    }

    private static string Why(bool isNever) => isNever
        ? "its conditions hold for no request"
        : "its conditions hold for none of the types and actions of the schema";

    private static void Constant(LintNotes notes, Condition condition, string message, string member) => notes.Warn(
        LintCodes.AlwaysTrue, condition.Source, Whole(condition), message, $"leave `{member}` out, or say what was meant",
        new NotedFix($"remove `{member}`", condition.Source.Location.Pointer, null, IsSafe: true));

    private static void Deny(LintedRule rule, LintModel model, LintNotes notes)
    {
        foreach (var (path, span) in FailingReads.Of(rule, model.Kinds))
        {
            notes.Warn(
                LintCodes.DenyCanFail, rule.When!.Source, span,
                $"deny rule `{rule.Source.Id}` is an error, and the answer INDETERMINATE, when `{path}` is absent",
                $"say what its absence means: `!has({path}) || …` denies; or make it `required` in the schema, or give it a `default`; waive this if an error, which never permits, is what you want",
                Rewritten(rule, $"deny when `{path}` is absent", $"!has({path}) || ", isAnd: false));
        }
    }

    private static void Permit(LintedRule rule, LintModel model, LintNotes notes)
    {
        foreach (var (path, span) in SilentPermits.Of(rule, model.Kinds))
        {
            notes.Warn(
                LintCodes.PermitsWithout, rule.When!.Source, span,
                $"permit rule `{rule.Source.Id}` permits more when the caller leaves `{path}` out",
                $"read `{path}` by itself, so that its absence is an error, which never permits; or add `has({path}) && …`, or make it `required` in the schema",
                Rewritten(rule, $"permit only when `{path}` is present", $"has({path}) && ", isAnd: true));
        }

        if (rule.IsUnconditional && rule.Policy.IsOpen)
        {
            var what = rule.Source.Actions is { } actions ? string.Join(", ", actions.Select(action => $"`{action}`")) : "everything";
            notes.Warn(
                LintCodes.PermitsAll, rule.Source.Location, $"permit rule `{rule.Source.Id}` permits {what} to everyone: it has no condition, and its policy no target",
                "say with `when` or `target` for whom it is");
        }
    }

    private static void PermitsRest(LintedPolicy policy, LintModel model, LintNotes notes)
    {
        if (policy is not { IsOpen: true, Source.Combining: CombiningAlgorithm.PermitUnlessDeny } || Refusals.DenyTheRest(policy, model)) return;
        notes.Warn(
            LintCodes.PermitsRest, policy.Source.Location.Child("combining"),
            $"policy `{policy.Source.Id}` permits everyone whatever its rules do not deny: it combines them by `permit-unless-deny`, and no target says for whom",
            "say with `target` for whom and what it is, or permit by rules and leave `combining` out");
    }

    // of a condition in several lines the author does it better
    private static ImmutableArray<NotedFix> Rewritten(LintedRule rule, string title, string before, bool isAnd)
    {
        var text = rule.When!.Parsed.Text;
        if (text.Contains('\n', StringComparison.Ordinal) || text.Contains("//", StringComparison.Ordinal)) return [];
        var isLoose = rule.When.Parsed.Root is ConditionalExpr || (isAnd && rule.When.Parsed.Root is LogicExpr { IsAnd: false });
        return [new NotedFix(title, rule.When.Source.Location.Pointer, isLoose ? $"{before}({text})" : before + text, IsSafe: false)];
    }

    private static TextSpan Whole(Condition condition) => new(0, condition.Parsed.Text.Length);
}
