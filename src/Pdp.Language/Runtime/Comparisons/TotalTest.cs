using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Comparisons;

/// <summary>
/// A test of one operand against constants that is defined for every value, as <c>==</c> and <c>in [..]</c> are: only
/// reading the operand can fail. A loop may apply it to each element without a detour over a local variable.
/// </summary>
internal abstract class TotalTest : ConditionNode
{
    /// <summary>The index of the local variable that is the operand, or −1 when the operand is another.</summary>
    public abstract int Local { get; }

    /// <summary>What one test draws from the budget.</summary>
    public abstract long Cost { get; }

    /// <summary>The outcome for a value that is neither missing nor an error.</summary>
    public abstract bool Holds(in Value value);
}

/// <summary>A <see cref="TotalTest"/> of an operand.</summary>
/// <typeparam name="TOperand">Where the operand stands.</typeparam>
/// <typeparam name="TTest">What is asked of it.</typeparam>
internal sealed class TotalTestNode<TOperand, TTest>(TOperand operand, TTest test, bool negated, TextSpan span) : TotalTest
    where TOperand : struct, IOperand
    where TTest : struct, IValueTest
{
    public override int Local => operand is LocalOperand local ? local.Index : -1;

    public override long Cost => test.Cost;

    public override bool Holds(in Value value) => test.Holds(value) != negated;

    public override Truth Test(Frame frame)
    {
        var value = operand.Read(frame);
        if (value.AsError is { } error) return Truths.Fail(frame, operand.Locate(error));
        if (test.Cost > 0 && frame.Draw(test.Cost) is { } limit) return Truths.Fail(frame, limit.At(span));
        return Truths.From(test.Holds(value) != negated);
    }
}
