using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Engine;
using Pdp.Engine.Decisions;
using Pdp.Engine.Explanations;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Testing;

/// <summary>Which rules of a policy set were seen to permit or deny.</summary>
internal sealed class RuleCoverage
{
    private readonly List<(RuleId Id, SourceLocation Location)> _rules = [];

    // a rule is known by where it stands: its policy may be referenced from several places
    private readonly HashSet<SourceLocation> _fired = [];

    public RuleCoverage(PolicySet set)
    {
        foreach (var policy in set.Policies.Where(policy => policy.Role != PolicyRole.Inactive)
            .OrderBy(policy => policy.Id, StringComparer.Ordinal).ThenBy(policy => policy.Version))
        {
            Collect(policy.Source, policy.Id, policy.Version);
        }
    }

    public int RuleCount => _rules.Count;

    public void Take(Explanation explanation)
    {
        foreach (var policy in explanation.Roots) Take(policy);
        foreach (var policy in explanation.Shadows) Take(policy);
    }

    public ImmutableArray<RuleId> NeverFired() => [.. _rules.Where(rule => !_fired.Contains(rule.Location)).Select(rule => rule.Id)];

    private void Collect(PolicySource policy, string path, int version)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var item in policy.Items)
        {
            if (item is RuleSource rule) _rules.Add((new RuleId(path, version, rule.Id), rule.Location));
            else if (item is PolicySource inner) Collect(inner, $"{path}/{inner.Id}", version);
        }
    }

    private void Take(PolicyTrace policy)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var item in policy.Items)
        {
            if (item is PolicyTrace inner) Take(inner);
            else if (item.Value is InnerValue.Permit or InnerValue.Deny) _fired.Add(item.Location);
        }
    }
}
