using System.Runtime.CompilerServices;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Nodes;

/// <summary>
/// A named expression: evaluated at the first read with a budget of its own, so that it does not matter which reader
/// comes first; its value or error is kept for the decision.
/// </summary>
internal sealed class VariableNode(VariableBinding binding, TextSpan span) : Node
{
    // small as most variables are, a rule may read very many
    private const long Units = 4;

    public override Value Evaluate(Frame frame)
    {
        var value = frame.Variables[binding.Index];
        if (value.IsMissing) value = Compute(frame);

        // The error stands in the variable's text; the reader's text has it where the variable is named.
        return value.AsError is { } error ? Value.From(error.Relocated(span)) : value;
    }

    private Value Compute(Frame frame)
    {
        // Which reader is deep enough to fail here depends on the order of reads: such an error is not kept.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Value.From(RuntimeErrors.TooDeep);
        if (frame.Pass(Units) is { } interruption) return Value.From(interruption);
        var fuel = frame.Fuel;
        frame.Fuel = binding.Fuel;
        var value = binding.Body.Evaluate(frame);
        frame.Fuel = fuel;
        frame.Variables[binding.Index] = value;
        return value;
    }
}

/// <summary>The decision's time.</summary>
internal sealed class NowNode : Node
{
    public override Value Evaluate(Frame frame) => frame.Now;
}
