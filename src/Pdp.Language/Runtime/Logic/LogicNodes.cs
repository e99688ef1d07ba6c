using System.Collections.Immutable;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Logic;

/// <summary>
/// <c>a &amp;&amp; b &amp;&amp; …</c>: false when any operand is, else the first error in text order, else true. The
/// operands are conditions: one that is no bool tests as an error.
/// </summary>
internal sealed class AndNode(ImmutableArray<Node> operands) : ConditionNode
{
    private readonly Node[] _operands = [.. operands];

    public override Truth Test(Frame frame)
    {
        EvalError? error = null;
        foreach (var operand in _operands)
        {
            var truth = operand.Test(frame);
            if (truth == Truth.True) continue;
            if (truth == Truth.False) return Truth.False;
            error ??= frame.Error;
        }

        return error is null ? Truth.True : Truths.Fail(frame, error);
    }
}

/// <summary><c>a || b || …</c>, the dual of <see cref="AndNode"/>.</summary>
internal sealed class OrNode(ImmutableArray<Node> operands) : ConditionNode
{
    private readonly Node[] _operands = [.. operands];

    public override Truth Test(Frame frame)
    {
        EvalError? error = null;
        foreach (var operand in _operands)
        {
            var truth = operand.Test(frame);
            if (truth == Truth.False) continue;
            if (truth == Truth.True) return Truth.True;
            error ??= frame.Error;
        }

        return error is null ? Truth.False : Truths.Fail(frame, error);
    }
}

/// <summary><c>!a</c>.</summary>
internal sealed class NotNode(Node operand) : ConditionNode
{
    public override Truth Test(Frame frame) => operand.Test(frame) switch
    {
        Truth.True => Truth.False,
        Truth.False => Truth.True,
        _ => Truth.Error,
    };
}
