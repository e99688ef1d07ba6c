using Pdp.Language.Functions;
using Pdp.Language.Regex;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Calls;

/// <summary>A question about a string. A struct, so that its call is inlined.</summary>
internal interface ITextTest
{
    /// <summary>The function's name, for messages.</summary>
    static abstract string Function { get; }

    /// <summary>Draws for asking, and answers. The error to return, or null.</summary>
    EvalError? Ask(Frame frame, string text, string constant, out bool holds);
}

/// <summary><c>x.startsWith('constant')</c>.</summary>
internal readonly struct StartsWith : ITextTest
{
    public static string Function => "startsWith";

    public EvalError? Ask(Frame frame, string text, string constant, out bool holds)
    {
        holds = false;
        if (Work.Compare(frame, constant.Length) is { } limit) return limit;
        holds = text.StartsWith(constant, StringComparison.Ordinal);
        return null;
    }
}

/// <summary><c>x.endsWith('constant')</c>.</summary>
internal readonly struct EndsWith : ITextTest
{
    public static string Function => "endsWith";

    public EvalError? Ask(Frame frame, string text, string constant, out bool holds)
    {
        holds = false;
        if (Work.Compare(frame, constant.Length) is { } limit) return limit;
        holds = text.EndsWith(constant, StringComparison.Ordinal);
        return null;
    }
}

/// <summary><c>x.contains('constant')</c>.</summary>
internal readonly struct Contains : ITextTest
{
    public static string Function => "contains";

    public EvalError? Ask(Frame frame, string text, string constant, out bool holds)
    {
        holds = false;
        if (Work.Search(frame, text, constant) is { } limit) return limit;
        holds = text.Contains(constant, StringComparison.Ordinal);
        return null;
    }
}

/// <summary><c>x.matches('constant')</c>: the pattern is compiled once, which no evaluation pays for.</summary>
internal readonly struct MatchesPattern(Re2Pattern pattern) : ITextTest
{
    public static string Function => "matches";

    public EvalError? Ask(Frame frame, string text, string constant, out bool holds)
    {
        holds = false;
        return PatternCache.Draw(frame, pattern, text.Length) ?? pattern.Search(text, frame, out holds);
    }
}

/// <summary>A <see cref="ITextTest"/> of an operand with a constant.</summary>
internal sealed class TextTestNode<TOperand, TTest>(TOperand operand, TTest test, string constant, TextSpan span)
    : ConditionNode
    where TOperand : struct, IOperand
    where TTest : struct, ITextTest
{
    public override Truth Test(Frame frame)
    {
        var value = operand.Read(frame);
        if (value.AsString is { } text)
        {
            return test.Ask(frame, text, constant, out var holds) is { } limit
                ? Truths.Fail(frame, limit.At(span))
                : Truths.From(holds);
        }

        return Truths.Fail(
            frame,
            value.AsError is { } error
                ? operand.Locate(error)
                : RuntimeErrors.NoOverload(TTest.Function, [value, Value.From(constant)]).At(span));
    }
}

/// <summary>
/// An operand and behind it a constant that is known already: it is evaluated for a recorder to see it.
/// </summary>
internal sealed class WithConstantNode(Node operand, Node constant) : Node
{
    public override Value Evaluate(Frame frame)
    {
        var value = operand.Evaluate(frame);
        if (!value.IsError) constant.Evaluate(frame);
        return value;
    }
}
