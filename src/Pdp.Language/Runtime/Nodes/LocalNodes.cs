using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Nodes;

/// <summary>A variable of a macro around this node.</summary>
internal sealed class LocalNode(int index) : Node
{
    public int Index { get; } = index;

    public override Value Evaluate(Frame frame) => frame.Locals[Index];
}

/// <summary>
/// A local that is evaluated when first read (<c>cel.bind</c>, <c>cel.block</c>), so that an error in it counts only
/// where it is read. Its initialiser has locals of its own, whatever loop the reader stands in.
/// </summary>
internal sealed class LazyLocalNode(int index, Node initialiser) : Node
{
    public override Value Evaluate(Frame frame)
    {
        var value = frame.Locals[index];
        if (!value.IsMissing) return value;
        value = initialiser.Evaluate(frame);
        frame.Locals[index] = value;
        return value;
    }
}

/// <summary>Where lazy locals live: they are forgotten on entry, as the last round's values are not this round's.</summary>
internal sealed class LazyScopeNode(int first, int count, Node body, TextSpan span) : Node
{
    private readonly Node _condition = BoolOfNode.Of(body, span);

    public override Value Evaluate(Frame frame)
    {
        frame.Locals.AsSpan(first, count).Clear();
        return body.Evaluate(frame);
    }

    public override Truth Test(Frame frame)
    {
        frame.Locals.AsSpan(first, count).Clear();
        return _condition.Test(frame);
    }
}
