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
        if (container.AsOptional is not { } optional)
            return Value.From(RuntimeErrors.Expected("map", container).At(operandSpan));
        var found = optional.HasValue ? OptionalSelectNode.Find(optional.Value, field, operandSpan) : default;
        return found.IsError ? found : Value.From(CelOptional.From(found));
    }
}
