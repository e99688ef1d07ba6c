using System.Runtime.CompilerServices;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Nodes;

/// <summary>
/// Where a specialised node finds an operand. As a struct in a generic node it is read without a virtual call: one
/// class serves slots, locals and arbitrary nodes.
/// </summary>
internal interface IOperand
{
    /// <summary>The value or an error, never missing. An error may still lack its place: see <see cref="Locate"/>.</summary>
    Value Read(Frame frame);

    /// <summary>The error at the operand's place.</summary>
    EvalError Locate(EvalError error);
}

/// <summary>An attribute slot.</summary>
internal readonly struct SlotOperand(AttributeNode node) : IOperand
{
    private readonly int _slot = node.Slot;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value Read(Frame frame)
    {
        var value = frame.Slots[_slot];
        return value.IsMissing ? node.Missing : value;
    }

    public EvalError Locate(EvalError error) => error.At(node.Span);
}

/// <summary>A macro's variable, which never is an error.</summary>
internal readonly struct LocalOperand(int index) : IOperand
{
    public int Index => index;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value Read(Frame frame) => frame.Locals[index];

    public EvalError Locate(EvalError error) => error;
}

/// <summary>Any node.</summary>
internal readonly struct NodeOperand(Node node, TextSpan span) : IOperand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value Read(Frame frame) => node.Evaluate(frame);

    public EvalError Locate(EvalError error) => error.At(span);
}

/// <summary>A constant.</summary>
internal readonly struct ConstantOperand(Value value) : IOperand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value Read(Frame frame) => value;

    public EvalError Locate(EvalError error) => error;
}
