using Pdp.Engine.Decisions;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Model;
using Pdp.Language.Runtime;

namespace Pdp.Engine.Explanations;

/// <summary>Tells a <see cref="Recording"/>.</summary>
internal readonly struct RecordingTrace(Recording recording) : ITrace
{
    public static bool UsesIndex => false;

    public void Begins(EvaluationPurpose purpose)
    {
    }

    public Node Code(Expression expression) => expression.Recording.Root;

    public void Evaluated(ItemNode item, Expression expression) => recording.Keep(item, expression);

    public void Finished(ItemNode item, InnerValue value, DecisionError? error) => recording.Finish(item, value, error);

    public void ActionDiffers(RuleNode rule) => recording.Differ(rule);
}
