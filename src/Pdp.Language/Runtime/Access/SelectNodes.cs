using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Access;

/// <summary><c>operand.field</c>. Of an optional it is an optional.</summary>
/// <param name="operand">What is selected from.</param>
/// <param name="field">The key.</param>
/// <param name="missing">The error when there is no such key, with its place.</param>
/// <param name="operandSpan">Where the operand stands.</param>
internal sealed class SelectNode(Node operand, string field, EvalError missing, TextSpan operandSpan) : Node
{
    private readonly Value _missing = Value.From(missing);

    public override Value Evaluate(Frame frame)
    {
        var container = operand.Evaluate(frame);
        if (container.AsMap is { } map) return Members.TryGet(map, field, out var value) ? value : _missing;
        if (container.IsError) return container;
        return container.AsOptional is { } optional
            ? OptionalSelectNode.Select(optional, field, operandSpan)
            : Value.From(RuntimeErrors.Expected("map", container).At(operandSpan));
    }
}

/// <summary><c>operand.?field</c>, an optional.</summary>
internal sealed class OptionalSelectNode(Node operand, string field, TextSpan operandSpan) : Node
{
    public override Value Evaluate(Frame frame)
    {
        var container = operand.Evaluate(frame);
        if (container.IsError) return container;
        return container.AsOptional is { } optional
            ? Select(optional, field, operandSpan)
            : Select(container, field, operandSpan);
    }

    /// <summary>The field of what an optional holds, none when it holds nothing.</summary>
    public static Value Select(CelOptional optional, string field, TextSpan span) =>
        optional.HasValue ? Select(optional.Value, field, span) : Value.From(CelOptional.None);

    private static Value Select(in Value container, string field, TextSpan span)
    {
        if (container.AsMap is not { } map) return Value.From(RuntimeErrors.Expected("map", container).At(span));
        return Value.From(Members.TryGet(map, field, out var value) ? CelOptional.Of(value) : CelOptional.None);
    }
}

/// <summary><c>root.?attribute</c>: none when the attribute is missing; an attribute in error stays one.</summary>
internal sealed class OptionalAttributeNode(int slot, TextSpan span) : Node
{
    public override Value Evaluate(Frame frame)
    {
        var value = frame.Slots[slot];
        if (value.AsError is { } error) return Value.From(error.At(span));
        return Value.From(value.IsMissing ? CelOptional.None : CelOptional.Of(value));
    }
}

/// <summary>A value that is always there, read as an optional: <c>variables.?x</c>.</summary>
internal sealed class OptionalOfNode(Node value) : Node
{
    public override Value Evaluate(Frame frame)
    {
        var result = value.Evaluate(frame);
        return result.IsError ? result : Value.From(CelOptional.Of(result));
    }
}
