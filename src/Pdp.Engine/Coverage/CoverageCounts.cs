using System.Runtime.InteropServices;
using Pdp.Engine.Decisions;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Model;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Engine.Coverage;

/// <summary>What was told of all evaluations so far.</summary>
internal sealed class CoverageCounts : IEvaluationRecorder
{
    // compared by reference: trees compare by content, which takes long
    private readonly Dictionary<Expr, TruthCount> _operands = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<RuleCode, RuleCount> _rules = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public void Record(Expr expression, in Value value)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_operands, expression, out _);
        if (!value.IsBool) count.Neither++;
        else if (value.AsBool) count.True++;
        else count.False++;
    }

    /// <summary>Notes what a rule came to.</summary>
    public void Finish(RuleNode rule, InnerValue value)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_rules, rule.Code, out _);
        if (value == InnerValue.NotApplicable) count.NotApplicable++;
        else if (value is InnerValue.Permit or InnerValue.Deny) count.Fired++;
        else count.Errors++;
    }

    public TruthCount Of(Expr expression) => _operands.GetValueOrDefault(expression);

    public RuleCount Of(RuleCode rule) => _rules.GetValueOrDefault(rule);

    /// <summary>How often a part of an expression was true, false, or neither.</summary>
    internal struct TruthCount
    {
        public long True, False, Neither;
    }

    /// <summary>How often a rule came to what.</summary>
    internal struct RuleCount
    {
        public long Fired, NotApplicable, Errors;
    }
}

/// <summary>Tells <see cref="CoverageCounts"/>; looks at every item, so that what is seen does not depend on the index.</summary>
internal readonly struct CoverageTrace(CoverageCounts counts) : ITrace
{
    public static bool UsesIndex => false;

    public Node Code(Expression expression) => expression.Recording.Root;

    public void Evaluated(ItemNode item, Expression expression)
    {
    }

    public void Finished(ItemNode item, InnerValue value, DecisionError? error)
    {
        if (item is RuleNode rule) counts.Finish(rule, value);
    }

    public void ActionDiffers(RuleNode rule)
    {
    }
}
