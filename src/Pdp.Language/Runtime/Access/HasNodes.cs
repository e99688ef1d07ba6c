using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Access;

/// <summary><c>has(root.attribute)</c>. An attribute in error is neither present nor absent: it is an error.</summary>
internal sealed class HasAttributeNode(int slot, TextSpan span) : ConditionNode
{
    public override Truth Test(Frame frame)
    {
        var value = frame.Slots[slot];
        return value.AsError is { } error ? Truths.Fail(frame, error.At(span)) : Truths.From(!value.IsMissing);
    }
}

/// <summary>
/// <c>has(operand.field)</c>. An operand that is no map is an error, never false: otherwise a caller who sends a string
/// where an object belongs would silence a guarded deny.
/// </summary>
internal sealed class HasNode(Node operand, string field, TextSpan operandSpan) : ConditionNode
{
    public override Truth Test(Frame frame)
    {
        var container = OptionalSelectNode.Inside(operand, frame);
        if (container.IsMissing) return Truth.False;
        if (container.AsMap is { } map) return Truths.From(Members.TryGet(map, field, out _));
        return Truths.Fail(frame, container.AsError ?? RuntimeErrors.Expected("map", container).At(operandSpan));
    }
}

/// <summary><c>has(variables.x)</c>: true unless the variable is in error.</summary>
internal sealed class HasValueNode(Node value) : ConditionNode
{
    public override Truth Test(Frame frame) =>
        value.Evaluate(frame).AsError is { } error ? Truths.Fail(frame, error) : Truth.True;
}
