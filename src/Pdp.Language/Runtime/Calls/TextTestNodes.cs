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

    /// <summary>Draws for asking. The error to return, or null.</summary>
    EvalError? Charge(Frame frame, string text, string constant);

    /// <summary>The answer.</summary>
    bool Holds(string text, string constant);
}

/// <summary><c>x.startsWith('constant')</c>.</summary>
internal readonly struct StartsWith : ITextTest
{
    public static string Function => "startsWith";

    public EvalError? Charge(Frame frame, string text, string constant) => Work.Compare(frame, constant.Length);

    public bool Holds(string text, string constant) => text.StartsWith(constant, StringComparison.Ordinal);
}

/// <summary><c>x.endsWith('constant')</c>.</summary>
internal readonly struct EndsWith : ITextTest
{
    public static string Function => "endsWith";

    public EvalError? Charge(Frame frame, string text, string constant) => Work.Compare(frame, constant.Length);

    public bool Holds(string text, string constant) => text.EndsWith(constant, StringComparison.Ordinal);
}

/// <summary><c>x.contains('constant')</c>.</summary>
internal readonly struct Contains : ITextTest
{
    public static string Function => "contains";

    public EvalError? Charge(Frame frame, string text, string constant) => Work.Search(frame, text, constant);

    public bool Holds(string text, string constant) => text.Contains(constant, StringComparison.Ordinal);
}

/// <summary><c>x.matches('constant')</c>: the pattern is compiled once, which no evaluation pays for.</summary>
internal readonly struct MatchesPattern(Re2Pattern pattern) : ITextTest
{
    public static string Function => "matches";

    public EvalError? Charge(Frame frame, string text, string constant) =>
        PatternCache.Draw(frame, pattern, text.Length);

    public bool Holds(string text, string constant) => pattern.IsMatch(text);
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
            return test.Charge(frame, text, constant) is { } limit
                ? Truths.Fail(frame, limit.At(span))
                : Truths.From(test.Holds(text, constant));
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
