using System.Runtime.CompilerServices;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Nodes;

/// <summary>Makes truths.</summary>
internal static class Truths
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Truth From(bool value) => value ? Truth.True : Truth.False;

    public static Truth Fail(Frame frame, EvalError error)
    {
        frame.Error = error;
        return Truth.Error;
    }

    public static Value ToValue(Truth truth, Frame frame) => truth switch
    {
        Truth.True => Value.True,
        Truth.False => Value.False,
        _ => Value.From(frame.Error!),
    };
}
