using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Access;

/// <summary>
/// A node that yields an optional. Whoever only asks what the optional holds asks <see cref="Find"/>, so that no
/// optional is made for <c>x.?a.?b.orValue(d)</c>.
/// </summary>
internal abstract class OptionalNode : Node
{
    /// <summary>What the optional holds; missing when it holds nothing; or an error.</summary>
    public abstract Value Find(Frame frame);

    public sealed override Value Evaluate(Frame frame)
    {
        var value = Find(frame);
        return value.IsError ? value : Value.From(CelOptional.From(value));
    }
}
