using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Loops;

/// <summary><c>optional.optMap(v, body)</c>, and <c>optFlatMap</c>, whose body is an optional itself.</summary>
internal sealed class OptionalMapNode(Node range, int local, Node body, bool flat, TextSpan rangeSpan, TextSpan bodySpan)
    : Node
{
    public override Value Evaluate(Frame frame)
    {
        var value = range.Evaluate(frame);
        if (value.IsError) return value;
        if (value.AsOptional is not { } optional)
            return Value.From(RuntimeErrors.Expected("optional", value).At(rangeSpan));
        if (!optional.HasValue) return value;
        frame.Locals[local] = optional.Value;
        var result = body.Evaluate(frame);
        if (result.IsError) return result;
        if (!flat) return Value.From(CelOptional.Of(result));
        return result.AsOptional is null
            ? Value.From(RuntimeErrors.Expected("optional", result).At(bodySpan))
            : result;
    }
}
