using Pdp.Engine.Decisions;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Model;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Engine.Coverage;

/// <summary>
/// What was told of all evaluations so far. Shadow versions have an account of their own: what they reference is in force as well, and
/// nothing of what they make of it shows what the answers do. What they are compared with is in neither.
/// </summary>
internal sealed class CoverageLedger : IEvaluationRecorder
{
    private CoverageCounts? _open;

    /// <summary>What the answers are made of.</summary>
    public CoverageCounts Answers { get; } = new();

    /// <summary>What shadow versions evaluated.</summary>
    public CoverageCounts Shadows { get; } = new();

    /// <summary>Says what is evaluated from here on.</summary>
    public void Begin(EvaluationPurpose purpose) => _open = purpose switch
    {
        EvaluationPurpose.Answer => Answers,
        EvaluationPurpose.Shadow => Shadows,
        _ => null,
    };

    /// <inheritdoc/>
    public void Record(Expr expression, in Value value) => _open?.Record(expression, value);

    /// <summary>Notes what a rule came to.</summary>
    public void Finish(RuleNode rule, InnerValue value) => _open?.Finish(rule, value);
}
