using System.Runtime.CompilerServices;
using Pdp.Engine.Model;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Coverage;

/// <summary>
/// What the rules and expressions of a set were compiled to, by where they stand, and where it is counted what they came to: among the
/// answers if these can evaluate them, and among the shadow versions otherwise.
/// </summary>
internal sealed class CompiledParts
{
    private readonly Dictionary<SourceLocation, (Expression Code, CoverageCounts Counts)> _expressions = [];
    private readonly Dictionary<SourceLocation, (RuleCode Code, CoverageCounts Counts)> _rules = [];
    private readonly HashSet<PolicyCode> _policies = new(ReferenceEqualityComparer.Instance);

    public CompiledParts(CompiledSet set, CoverageLedger ledger)
    {
        // in this order: what both evaluate is the answers'
        foreach (var root in set.Roots) Add(root.Code, ledger.Answers);
        foreach (var tree in set.Shadows.SelectMany(static shadow => shadow.Trees)) Add(tree.Code, ledger.Shadows);
    }

    /// <summary>The expression at a place; null where nothing evaluates one.</summary>
    public (Expression Code, CoverageCounts Counts)? ExpressionAt(SourceLocation location) =>
        _expressions.TryGetValue(location, out var found) ? found : null;

    /// <summary>The rule at a place; null where nothing evaluates one.</summary>
    public (RuleCode Code, CoverageCounts Counts)? RuleAt(SourceLocation location) => _rules.TryGetValue(location, out var found) ? found : null;

    private void Add(PolicyCode policy, CoverageCounts counts)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!_policies.Add(policy)) return;
        Add(policy.Target, counts);
        foreach (var variable in policy.Variables) Add(variable.Expression, counts);
        Add(policy.Obligations, counts);
        Add(policy.Advice, counts);
        foreach (var item in policy.Items)
        {
            switch (item)
            {
                case PolicyCode inner:
                    Add(inner, counts);
                    break;
                case RuleCode rule:
                    _rules.TryAdd(rule.Source.Location, (rule, counts));
                    Add(rule.When, counts);
                    Add(rule.Obligations, counts);
                    Add(rule.Advice, counts);
                    break;
            }
        }
    }

    private void Add(NoticeCode[] notices, CoverageCounts counts)
    {
        foreach (var notice in notices)
        {
            Add(notice.When, counts);
            foreach (var property in notice.Properties) Add(property.Expression, counts);
        }
    }

    // with what it reads: definitions stand in no policy
    private void Add(Expression? expression, CoverageCounts counts)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (expression is null || !_expressions.TryAdd(expression.Source.Location, (expression, counts))) return;
        foreach (var read in expression.Meaning?.Reads ?? []) Add(read.Body, counts);
    }
}
