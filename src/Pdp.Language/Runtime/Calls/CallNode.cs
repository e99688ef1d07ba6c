using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Calls;

/// <summary>
/// A call of a function: strict, the first argument in error is the result. Up to four arguments stand on the stack.
/// </summary>
/// <param name="overloads">What may be called.</param>
/// <param name="arguments">The arguments; the receiver of a member function is the first.</param>
/// <param name="span">The whole.</param>
internal sealed class CallNode(OverloadSet overloads, ImmutableArray<Node> arguments, TextSpan span) : Node
{
    private readonly Node[] _arguments = [.. arguments];

    public override Value Evaluate(Frame frame)
    {
        if (_arguments.Length > InlineArguments.Length) return Call(frame, new Value[_arguments.Length]);
        var inline = default(InlineArguments);
        return Call(frame, ((Span<Value>)inline)[.._arguments.Length]);
    }

    private Value Call(Frame frame, Span<Value> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var value = _arguments[i].Evaluate(frame);
            if (value.IsError) return value;
            values[i] = value;
        }

        var result = overloads.Call(frame, values);
        return result.AsError is { } error ? Value.From(error.At(span)) : result;
    }

    [InlineArray(Length)]
    private struct InlineArguments
    {
        public const int Length = 4;

        private Value _first;
    }
}

/// <summary>
/// A call whose arguments are folded from left to right two at a time: <c>math.greatest</c> and <c>math.least</c> of any
/// number of arguments, which have overloads for one and two only.
/// </summary>
internal sealed class FoldedCallNode(OverloadSet overloads, ImmutableArray<Node> arguments, TextSpan span) : Node
{
    public override Value Evaluate(Frame frame)
    {
        var result = arguments[0].Evaluate(frame);
        for (var i = 1; i < arguments.Length && !result.IsError; i++)
        {
            var next = arguments[i].Evaluate(frame);
            result = next.IsError ? next : overloads.Call(frame, [result, next]);
        }

        return result.AsError is { } error ? Value.From(error.At(span)) : result;
    }
}
