using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Nodes;

/// <summary>A constant, never an error.</summary>
internal sealed class ConstantNode(Value value) : Node
{
    public Value Value { get; } = value;

    public override Value Evaluate(Frame frame) => Value;
}

/// <summary>
/// A constant expression that is computed each time nevertheless, because its parts are to be seen. As the folded
/// constant it draws nothing from the budget of the expression around it.
/// </summary>
internal sealed class UnchargedNode(Node node, Value value) : Node
{
    /// <summary>How much work a constant expression may do to be folded.</summary>
    public const long Budget = 10_000;

    /// <summary>What comes of it.</summary>
    public Value Value { get; } = value;

    public override Value Evaluate(Frame frame)
    {
        var fuel = frame.Fuel;
        frame.Fuel = Budget;
        var result = node.Evaluate(frame);
        frame.Fuel = fuel;
        return result;
    }
}

/// <summary>An expression that always fails, as a name that means nothing in an unchecked expression.</summary>
internal sealed class ErrorNode(EvalError error) : Node
{
    public override Value Evaluate(Frame frame) => Value.From(error);
}
