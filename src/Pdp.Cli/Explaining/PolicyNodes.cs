using System.Collections.Immutable;
using System.Globalization;
using Pdp.Cli.Output;
using Pdp.Engine.Decisions;
using Pdp.Engine.Explanations;
using Pdp.Engine.Sources;
using Spectre.Console;

namespace Pdp.Cli.Explaining;

/// <summary>
/// Policies and rules as nodes. What does not apply because of its action or target is named on one line for each policy:
/// in a large set that is nearly everything, and it is not why the answer is what it is.
/// </summary>
/// <param name="determining">The rules that made the answer.</param>
/// <param name="action">The request's action.</param>
/// <param name="all">Whether nothing is folded.</param>
/// <param name="expressions">How expressions are drawn.</param>
internal sealed class PolicyNodes(
    IReadOnlyList<DeterminingRule> determining, string action, bool all, ExpressionNodes expressions)
{
    private readonly string _action = Printable.OneLine(action);
    private readonly HashSet<(string, int, string?)> _determining =
        [.. determining.Select(static d => (d.Policy, d.Version, d.Rule))];

    /// <summary>The nodes of root policies or shadows: those that apply, and one for the rest.</summary>
    public IEnumerable<TreeNode> Of(ImmutableArray<PolicyTrace> policies)
    {
        foreach (var policy in policies)
        {
            if (all || !IsOffTarget(policy)) yield return Of(policy);
        }

        if (all) yield break;
        string[] folded = [.. policies.Where(IsOffTarget).Select(NameOf)];
        if (folded.Length > 0) yield return new TreeNode((OffTarget(folded), Palette.Quiet));
    }

    private TreeNode Of(PolicyTrace policy)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var node = new TreeNode(
        [
            ("policy ", Palette.Quiet), (NameOf(policy), Palette.Strong), ($" ({CombiningName(policy.Combining)}): ", Palette.Quiet),
            (DecisionWords.Of(policy.Value), DecisionWords.StyleOf(policy.Value)), .. Mark((policy.Path, policy.Version, null)),
        ]);
        if (all) node.Add(new TreeNode(($"in {policy.Location}", Palette.Quiet)));
        AddError(node, policy, policy.Target?.Value.IsError == true || policy.Items.Any(static item => item.Error is not null));
        if (policy.Target is { } target) node.Add(expressions.Of("target", target));
        foreach (var variable in policy.Variables)
        {
            if (all || !variable.Expression.Value.IsMissing) node.Add(expressions.Of(variable.Name, variable.Expression));
        }

        var otherAction = new List<string>();
        var offTarget = new List<string>();
        foreach (var item in policy.Items)
        {
            switch (item)
            {
                case RuleTrace { ActionMatches: false } rule when !all:
                    otherAction.Add(rule.Id);
                    break;
                case PolicyTrace inner when !all && IsOffTarget(inner):
                    offTarget.Add(inner.Id);
                    break;
                case PolicyTrace inner:
                    node.Add(Of(inner));
                    break;
                case RuleTrace rule:
                    node.Add(Of(policy, rule));
                    break;
            }
        }

        if (otherAction.Count > 0) node.Add(new TreeNode((OtherAction(otherAction), Palette.Quiet)));
        if (offTarget.Count > 0) node.Add(new TreeNode((OffTarget(offTarget), Palette.Quiet)));
        return node;
    }

    private TreeNode Of(PolicyTrace policy, RuleTrace rule)
    {
        var node = new TreeNode(
        [
            ("rule ", Palette.Quiet), (rule.Id, Palette.Strong), ($" ({EffectName(rule.Effect)}): ", Palette.Quiet),
            (DecisionWords.Of(rule.Value), DecisionWords.StyleOf(rule.Value)), .. Mark((policy.Path, policy.Version, rule.Id)),
        ]);
        if (all) node.Add(new TreeNode(($"in {rule.Location}", Palette.Quiet)));
        if (!rule.ActionMatches) return node.Add(new TreeNode(($"action `{_action}` is none of its actions", Palette.Quiet)));
        if (rule.Reason is { } reason) node.Add(new TreeNode(($"reason: {Printable.OneLine(reason)}", Palette.Plain)));
        AddError(node, rule, rule.When?.Value.IsError == true);
        if (rule.When is { } when) node.Add(expressions.Of("when", when));
        return node;
    }

    // An expression in error tells its error itself, and so does an item; others (an algorithm's) would go unseen.
    private static void AddError(TreeNode node, ItemTrace item, bool isTold)
    {
        if (item.Error is { } error && !isTold)
        {
            node.Add(new TreeNode(("error: ", Palette.Bad), (Printable.OneLine(error.Message), Palette.Plain)));
        }
    }

    private (string, Style)[] Mark((string, int, string?) place) =>
        _determining.Contains(place) ? [("  <== determines the answer", Palette.Strong)] : [];

    private static bool IsOffTarget(PolicyTrace policy) =>
        policy is { Value: InnerValue.NotApplicable, Target.Value: { IsBool: true, AsBool: false } };

    private string OtherAction(List<string> ids) =>
        $"not for action `{_action}`: {Counted.Of(ids.Count, "rule")}: {string.Join(", ", ids)}";

    private static string OffTarget(IReadOnlyCollection<string> names) =>
        $"target is false: {Counted.Of(names.Count, "policy", "policies")}: {string.Join(", ", names)}";

    private static string NameOf(PolicyTrace policy) =>
        string.Create(CultureInfo.InvariantCulture, $"{policy.Path}@{policy.Version}");

    private static string EffectName(Effect effect) => effect == Effect.Permit ? "permit" : "deny";

    private static string CombiningName(CombiningAlgorithm algorithm) => algorithm switch
    {
        CombiningAlgorithm.DenyOverrides => "deny-overrides",
        CombiningAlgorithm.PermitOverrides => "permit-overrides",
        CombiningAlgorithm.OrderedDenyOverrides => "ordered-deny-overrides",
        CombiningAlgorithm.OrderedPermitOverrides => "ordered-permit-overrides",
        CombiningAlgorithm.DenyUnlessPermit => "deny-unless-permit",
        CombiningAlgorithm.PermitUnlessDeny => "permit-unless-deny",
        CombiningAlgorithm.FirstApplicable => "first-applicable",
        _ => "only-one-applicable",
    };
}
