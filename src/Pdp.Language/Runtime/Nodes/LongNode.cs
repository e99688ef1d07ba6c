using Pdp.Language.Cost;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Nodes;

/// <summary>
/// The root of a long expression. Straight-line code draws nothing, but a hundred thousand characters of it can take some ten
/// milliseconds, and a decision may evaluate many of them: so they count towards the next look at the clock.
/// </summary>
/// <param name="node">The root.</param>
/// <param name="span">The whole.</param>
/// <param name="weight">The weight of all nodes: <see cref="RoundWeight.Of"/>.</param>
internal sealed class LongNode(Node node, TextSpan span, long weight) : Node
{
    /// <summary>From which weight on an expression is long: nobody writes so many nodes by hand.</summary>
    public const long Least = 256;

    private const long NodesPerUnit = 16;

    private readonly Node _condition = BoolOfNode.Of(node, span);
    private readonly long _units = weight / NodesPerUnit;

    public override Value Evaluate(Frame frame) =>
        frame.Pass(_units) is { } interruption ? Value.From(interruption.At(span)) : node.Evaluate(frame);

    public override Truth Test(Frame frame) =>
        frame.Pass(_units) is { } interruption ? Truths.Fail(frame, interruption.At(span)) : _condition.Test(frame);
}
