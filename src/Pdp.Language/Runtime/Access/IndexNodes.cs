using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Access;

/// <summary><c>operand[index]</c>. Of an optional it is an optional.</summary>
/// <param name="operand">What is looked into.</param>
/// <param name="index">The key or position.</param>
/// <param name="missing">The error of a missing key when the whole names an attribute, else null.</param>
/// <param name="span">The whole.</param>
internal sealed class IndexNode(Node operand, Node index, EvalError? missing, TextSpan span) : Node
{
    public override Value Evaluate(Frame frame)
    {
        var container = operand.Evaluate(frame);
        if (container.IsError) return container;
        var key = index.Evaluate(frame);
        if (key.IsError) return key;
        if (container.AsOptional is { } optional) return OptionalIndexNode.Find(optional, key, span);
        var value = Members.Find(container, key);
        if (value.AsError is { } error) return Value.From(error.At(span));
        if (!value.IsMissing) return value;
        return missing is not null && container.AsMap is not null
            ? Value.From(missing)
            : Value.From(Members.NotFound(container, key).At(span));
    }
}

/// <summary><c>operand[?index]</c>, an optional.</summary>
internal sealed class OptionalIndexNode(Node operand, Node index, TextSpan span) : Node
{
    public override Value Evaluate(Frame frame)
    {
        var container = operand.Evaluate(frame);
        if (container.IsError) return container;
        var key = index.Evaluate(frame);
        if (key.IsError) return key;
        return container.AsOptional is { } optional ? Find(optional, key, span) : Find(container, key, span);
    }

    /// <summary>The member of what an optional holds, none when it holds nothing.</summary>
    public static Value Find(CelOptional optional, in Value key, TextSpan span) =>
        optional.HasValue ? Find(optional.Value, key, span) : Value.From(CelOptional.None);

    private static Value Find(in Value container, in Value key, TextSpan span)
    {
        var value = Members.Find(container, key);
        if (value.AsError is { } error) return Value.From(error.At(span));
        return Value.From(value.IsMissing ? CelOptional.None : CelOptional.Of(value));
    }
}
