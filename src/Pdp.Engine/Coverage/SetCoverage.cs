using System.Collections.Immutable;
using Pdp.Engine.Sources;
using Pdp.Language.Text;

namespace Pdp.Engine.Coverage;

/// <summary>What some decisions have shown of the policies of a set.</summary>
/// <param name="Policies">The policies in force and the shadow versions, by id and version.</param>
/// <param name="Definitions">The named conditions that policies share, in the order of the set's source.</param>
public sealed record SetCoverage(ImmutableArray<PolicyCoverage> Policies, ImmutableArray<ConditionCoverage> Definitions)
{
    /// <summary>That of no policies.</summary>
    public static SetCoverage Empty { get; } = new([], []);

    /// <summary>All of it, counted.</summary>
    public CoverageCount Count
    {
        get
        {
            var count = CoverageCount.Of(Definitions);
            foreach (var policy in Policies) count += policy.Count;
            return count;
        }
    }
}

/// <summary>The same of one version of a policy.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Role">What part it plays.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="Rules">Its rules and those of its inline policies, in document order.</param>
/// <param name="Conditions">Its expressions with anything in them that can be true or false, in document order.</param>
public sealed record PolicyCoverage(
    string Id, int Version, PolicyRole Role, SourceLocation Location, ImmutableArray<RuleCoverage> Rules, ImmutableArray<ConditionCoverage> Conditions)
{
    /// <summary>All of it, counted.</summary>
    public CoverageCount Count => CoverageCount.Of(Conditions) + CoverageCount.Of(Rules);
}

/// <summary>How often a rule came to what.</summary>
/// <param name="Policy">The path of ids within its own document, wherever that is referenced.</param>
/// <param name="Rule">Its id.</param>
/// <param name="Effect">Its effect.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="Fired">How often it permitted or denied.</param>
/// <param name="NotApplicable">How often it was looked at and did not apply.</param>
/// <param name="Errors">How often it was an error.</param>
public sealed record RuleCoverage(
    string Policy, string Rule, Effect Effect, SourceLocation Location, long Fired, long NotApplicable, long Errors);

/// <summary>What was seen of an expression.</summary>
/// <param name="Policy">The path of ids within its own document; null for a definition.</param>
/// <param name="Rule">The rule's id; null where it is none's.</param>
/// <param name="Member">What it is there: <c>when</c>, <c>target</c>, <c>variables.NAME</c>, <c>obligation ID: when</c>.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="Text">Its text.</param>
/// <param name="Operands">
/// The outermost of its parts that can be true or false; of a condition that is the whole, unless that is a negation.
/// </param>
public sealed record ConditionCoverage(
    string? Policy, string? Rule, string Member, SourceLocation Location, string Text, ImmutableArray<OperandCoverage> Operands)
{
    /// <summary>All of them, an operand before its own.</summary>
    public IEnumerable<OperandCoverage> All => Operands.SelectMany(static operand => operand.All);
}

/// <summary>How often a part of an expression that can be true or false was which, in a loop once a round.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Span">Where it stands in the expression's text.</param>
/// <param name="True">How often it was true.</param>
/// <param name="False">How often it was false.</param>
/// <param name="Errors">How often it was an error, or neither true nor false.</param>
/// <param name="Operands">The outermost of its own parts of the kind.</param>
public sealed record OperandCoverage(
    string Text, TextSpan Span, long True, long False, long Errors, ImmutableArray<OperandCoverage> Operands)
{
    /// <summary>How many of its two outcomes, true and false, were seen.</summary>
    public int Seen => (True > 0 ? 1 : 0) + (False > 0 ? 1 : 0);

    /// <summary>Whether it was evaluated at all.</summary>
    public bool IsEvaluated => True + False + Errors > 0;

    /// <summary>It, and all operands within it.</summary>
    public IEnumerable<OperandCoverage> All
    {
        get
        {
            var pending = new Stack<OperandCoverage>([this]);
            while (pending.TryPop(out var operand))
            {
                yield return operand;
                foreach (var inner in operand.Operands.Reverse()) pending.Push(inner);
            }
        }
    }
}

/// <summary>
/// How much was seen. An outcome is what can be seen or not: of a rule that it fired, of an operand that it was true, and that it was
/// false. Errors are none: most operands cannot be one.
/// </summary>
/// <param name="Rules">How many rules there are.</param>
/// <param name="Fired">How many of them fired.</param>
/// <param name="Operands">How many operands there are.</param>
/// <param name="OperandsSeen">How many of them were both true and false.</param>
/// <param name="Outcomes">How many outcomes there are.</param>
/// <param name="Seen">How many of them were seen.</param>
public readonly record struct CoverageCount(int Rules, int Fired, int Operands, int OperandsSeen, int Outcomes, int Seen)
{
    /// <summary>The share of the outcomes that were seen, in percent; of none it is all.</summary>
    public double Percent => Outcomes == 0 ? 100 : 100.0 * Seen / Outcomes;

    /// <summary>Both together.</summary>
    public static CoverageCount operator +(CoverageCount left, CoverageCount right) => Add(left, right);

    /// <summary>Both together.</summary>
    public static CoverageCount Add(CoverageCount left, CoverageCount right) => new(
        left.Rules + right.Rules, left.Fired + right.Fired, left.Operands + right.Operands, left.OperandsSeen + right.OperandsSeen,
        left.Outcomes + right.Outcomes, left.Seen + right.Seen);

    /// <summary>The count of some rules, without their conditions.</summary>
    public static CoverageCount Of(IEnumerable<RuleCoverage> rules)
    {
        var count = default(CoverageCount);
        foreach (var rule in rules ?? []) count += new CoverageCount(1, rule.Fired > 0 ? 1 : 0, 0, 0, 1, rule.Fired > 0 ? 1 : 0);
        return count;
    }

    /// <summary>The count of some conditions.</summary>
    public static CoverageCount Of(IEnumerable<ConditionCoverage> conditions) => Of((conditions ?? []).SelectMany(static condition => condition.All));

    /// <summary>The count of some operands, each by itself.</summary>
    public static CoverageCount Of(IEnumerable<OperandCoverage> operands)
    {
        var count = default(CoverageCount);
        foreach (var operand in operands ?? []) count += new CoverageCount(0, 0, 1, operand.Seen == 2 ? 1 : 0, 2, operand.Seen);
        return count;
    }
}
