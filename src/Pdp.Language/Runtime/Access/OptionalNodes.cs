using Pdp.Language.Functions;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Access;

/// <summary><c>operand.?field</c>, an optional.</summary>
internal sealed class OptionalSelectNode(Node operand, string field, TextSpan operandSpan) : OptionalNode
{
    public override Value Find(Frame frame)
    {
        var container = Inside(operand, frame);
        return container.IsMissing || container.IsError ? container : Find(container, field, operandSpan);
    }

    /// <summary>The field of a map; missing when it has none.</summary>
    public static Value Find(in Value container, string field, TextSpan span)
    {
        if (container.AsMap is not { } map) return Value.From(RuntimeErrors.Expected("map", container).At(span));
        return Members.TryGet(map, field, out var value) ? value : default;
    }

    /// <summary>The container that a node yields, or the one inside the optional it yields; missing when that is none.</summary>
    public static Value Inside(Node operand, Frame frame)
    {
        if (operand is OptionalNode node) return node.Find(frame);
        var container = operand.Evaluate(frame);
        return container.AsOptional is { } optional ? optional.Value : container;
    }
}

/// <summary><c>operand[?index]</c>, an optional.</summary>
internal sealed class OptionalIndexNode(Node operand, Node index, TextSpan span) : OptionalNode
{
    public override Value Find(Frame frame)
    {
        var container = OptionalSelectNode.Inside(operand, frame);
        if (container.IsError) return container;
        var key = index.Evaluate(frame);
        if (key.IsError) return key;
        if (Work.Hash(frame, key) is { } limit) return Value.From(limit.At(span));
        return container.IsMissing ? default : Find(container, key, span);
    }

    /// <summary>The member of a map or list; missing when it has none.</summary>
    public static Value Find(in Value container, in Value key, TextSpan span)
    {
        var value = Members.Find(container, key);
        return value.AsError is { } error ? Value.From(error.At(span)) : value;
    }
}

/// <summary><c>root.?attribute</c>: none when the attribute is missing; an attribute in error stays one.</summary>
internal sealed class OptionalAttributeNode(int slot, TextSpan span) : OptionalNode
{
    public override Value Find(Frame frame)
    {
        var value = frame.Slots[slot];
        return value.AsError is { } error ? Value.From(error.At(span)) : value;
    }
}

/// <summary>A value that is always there, read as an optional: <c>variables.?x</c>.</summary>
internal sealed class OptionalOfNode(Node value) : OptionalNode
{
    public override Value Find(Frame frame) => value.Evaluate(frame);
}

/// <summary>
/// <c>optional.orValue(d)</c> and <c>optional.or(o)</c>: the alternative is evaluated only when the optional holds
/// nothing, as in cel-go.
/// </summary>
/// <param name="operand">The optional.</param>
/// <param name="operandSpan">Where it stands.</param>
/// <param name="alternative">What holds instead.</param>
internal sealed class OrValueNode(Node operand, TextSpan operandSpan, Node alternative) : Node
{
    public override Value Evaluate(Frame frame)
    {
        var value = operand is OptionalNode node ? node.Find(frame) : Unwrap(operand.Evaluate(frame), operandSpan);
        return value.IsMissing ? alternative.Evaluate(frame) : value;
    }

    /// <summary>What an optional holds; an error when the value is none.</summary>
    public static Value Unwrap(in Value value, TextSpan span)
    {
        if (value.AsOptional is { } optional) return optional.Value;
        return value.IsError ? value : Value.From(RuntimeErrors.Expected("optional", value).At(span));
    }
}

/// <inheritdoc cref="OrValueNode"/>
/// <param name="operand">The optional.</param>
/// <param name="operandSpan">Where it stands.</param>
/// <param name="alternative">The optional that holds instead.</param>
/// <param name="alternativeSpan">Where that stands.</param>
internal sealed class OrOptionalNode(Node operand, TextSpan operandSpan, Node alternative, TextSpan alternativeSpan)
    : OptionalNode
{
    public override Value Find(Frame frame)
    {
        var value = Find(operand, operandSpan, frame);
        return value.IsMissing ? Find(alternative, alternativeSpan, frame) : value;
    }

    private static Value Find(Node node, TextSpan span, Frame frame) =>
        node is OptionalNode optional ? optional.Find(frame) : OrValueNode.Unwrap(node.Evaluate(frame), span);
}

/// <summary><c>optional.hasValue()</c>.</summary>
internal sealed class HasOptionalNode(OptionalNode operand) : ConditionNode
{
    public override Truth Test(Frame frame)
    {
        var value = operand.Find(frame);
        return value.AsError is { } error ? Truths.Fail(frame, error) : Truths.From(!value.IsMissing);
    }
}
