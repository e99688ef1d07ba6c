using Pdp.Language.Functions;
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
        if (Work.Hash(frame, key) is { } limit) return Value.From(limit.At(span));
        if (container.AsOptional is { } optional)
        {
            var found = optional.HasValue ? OptionalIndexNode.Find(optional.Value, key, span) : default;
            return found.IsError ? found : Value.From(CelOptional.From(found));
        }

        var value = Members.Find(container, key);
        if (value.AsError is { } error) return Value.From(error.At(span));
        if (!value.IsMissing) return value;
        return missing is not null && container.AsMap is not null
            ? Value.From(missing)
            : Value.From(Members.NotFound(container, key).At(span));
    }
}
