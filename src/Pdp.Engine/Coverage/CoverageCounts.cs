using System.Runtime.InteropServices;
using Pdp.Engine.Decisions;
using Pdp.Engine.Model;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Engine.Coverage;

/// <summary>What some evaluations came to.</summary>
internal sealed class CoverageCounts
{
    // compared by reference: trees compare by content, which takes long
    private readonly Dictionary<Expr, TruthCount> _operands = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<RuleCode, RuleCount> _rules = new(ReferenceEqualityComparer.Instance);

    /// <summary>Notes what a part of an expression came to.</summary>
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
