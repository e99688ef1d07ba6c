using System.Runtime.CompilerServices;
using Pdp.Engine.Model;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Coverage;

/// <summary>What the rules and expressions of a set were compiled to, by where they stand.</summary>
internal sealed class CompiledParts
{
    private readonly Dictionary<SourceLocation, Expression> _expressions = [];
    private readonly Dictionary<SourceLocation, RuleCode> _rules = [];
    private readonly HashSet<PolicyCode> _policies = new(ReferenceEqualityComparer.Instance);

    public CompiledParts(CompiledSet set)
    {
        foreach (var root in set.Roots) Add(root.Code);
        foreach (var tree in set.Shadows.SelectMany(static shadow => shadow.Trees)) Add(tree.Code);
    }

    /// <summary>The expression at a place; null where nothing evaluates one.</summary>
    public Expression? ExpressionAt(SourceLocation location) => _expressions.GetValueOrDefault(location);

    /// <summary>The rule at a place; null where nothing evaluates one.</summary>
    public RuleCode? RuleAt(SourceLocation location) => _rules.GetValueOrDefault(location);

    private void Add(PolicyCode policy)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!_policies.Add(policy)) return;
        Add(policy.Target);
        foreach (var variable in policy.Variables) Add(variable.Expression);
        Add(policy.Obligations);
        Add(policy.Advice);
        foreach (var item in policy.Items)
        {
            switch (item)
            {
                case PolicyCode inner:
                    Add(inner);
                    break;
                case RuleCode rule:
                    _rules[rule.Source.Location] = rule;
                    Add(rule.When);
                    Add(rule.Obligations);
                    Add(rule.Advice);
                    break;
            }
        }
    }

    private void Add(NoticeCode[] notices)
    {
        foreach (var notice in notices)
        {
            Add(notice.When);
            foreach (var property in notice.Properties) Add(property.Expression);
        }
    }

    // with what it reads: definitions stand in no policy
    private void Add(Expression? expression)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (expression is null || !_expressions.TryAdd(expression.Source.Location, expression)) return;
        foreach (var read in expression.Meaning?.Reads ?? []) Add(read.Body);
    }
}
