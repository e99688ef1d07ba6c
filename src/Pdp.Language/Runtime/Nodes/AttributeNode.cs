using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Nodes;

/// <summary>An attribute in a slot. The error of its absence is made once, so that reading it never allocates.</summary>
internal sealed class AttributeNode(int slot, string path, TextSpan span) : Node
{
    public int Slot { get; } = slot;

    public TextSpan Span { get; } = span;

    /// <summary>The error that the attribute is missing.</summary>
    public Value Missing { get; } = Value.From(MissingError(path, span));

    public override Value Evaluate(Frame frame)
    {
        var value = frame.Slots[Slot];
        if (value.IsMissing) return Missing;
        return value.AsError is { } error ? Value.From(error.At(Span)) : value;
    }

    public override Truth Test(Frame frame)
    {
        var value = frame.Slots[Slot];
        return value.IsBool ? Truths.From(value.AsBool) : NoBool(frame, value);
    }

    /// <summary>The error of reading a missing attribute.</summary>
    public static EvalError MissingError(string path, TextSpan span) =>
        new(EvalErrorCode.MissingAttribute, $"attribute `{path}` is missing", path, span);

    private Truth NoBool(Frame frame, in Value value) => Truths.Fail(
        frame,
        value.IsMissing ? Missing.AsError! : (value.AsError ?? RuntimeErrors.NotBoolean(value)).At(Span));
}
