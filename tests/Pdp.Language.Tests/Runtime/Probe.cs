using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Tests.Runtime;

/// <summary>A node that tells when it is evaluated.</summary>
internal sealed class Probe(Action evaluated, Value? result = null) : Node
{
    public override Value Evaluate(Frame frame)
    {
        evaluated();
        return result ?? Value.True;
    }
}
