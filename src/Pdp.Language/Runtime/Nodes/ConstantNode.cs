using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Nodes;

/// <summary>A constant, never an error.</summary>
internal sealed class ConstantNode(Value value) : Node
{
    public Value Value { get; } = value;

    public override Value Evaluate(Frame frame) => Value;
}

/// <summary>A constant whose computation drew on the budget, and draws as much when it is read.</summary>
internal sealed class CostlyConstantNode(Value value, long cost) : Node
{
    public override Value Evaluate(Frame frame) => frame.Draw(cost) is { } limit ? Value.From(limit) : value;
}

/// <summary>An expression that always fails, as a name that means nothing in an unchecked expression.</summary>
internal sealed class ErrorNode(EvalError error) : Node
{
    public override Value Evaluate(Frame frame) => Value.From(error);
}
