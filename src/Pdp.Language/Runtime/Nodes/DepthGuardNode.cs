using System.Runtime.CompilerServices;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Nodes;

/// <summary>
/// Stands at every so many levels of a deep tree: running out of stack ends the process and cannot be caught, so it is
/// made an error before.
/// </summary>
internal sealed class DepthGuardNode(Node node, TextSpan span) : Node
{
    /// <summary>How many levels lie between two guards.</summary>
    public const int Every = 32;

    private readonly Node _condition = BoolOfNode.Of(node, span);
    private readonly EvalError _error = RuntimeErrors.TooDeep.At(span);

    public override Value Evaluate(Frame frame) =>
        RuntimeHelpers.TryEnsureSufficientExecutionStack() ? node.Evaluate(frame) : Value.From(_error);

    public override Truth Test(Frame frame) =>
        RuntimeHelpers.TryEnsureSufficientExecutionStack() ? _condition.Test(frame) : Truths.Fail(frame, _error);
}
