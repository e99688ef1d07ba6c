using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Functions;

/// <summary>Evaluates expressions as policies do: parsed, checked, compiled.</summary>
internal static class Cel
{
    /// <summary>The value of an expression without free names, or the error with which it is rejected or fails.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="triesConstants">Whether the check may reject it for its constant arguments, as policies are checked.</param>
    public static Value Eval(string text, bool triesConstants = true)
    {
        var parsed = Parser.Parse(text);
        Assert.True(parsed.Root is not null, $"{text}: {parsed.Diagnostics.FirstOrDefault()?.Message}");
        var result = Checker.Check(parsed, new TypeEnvironment { Functions = StandardLibrary.Policies, TriesConstants = triesConstants });
        if (result.Expression is null) return Value.Fail(result.Diagnostics[0].Message);
        var program = Compiler.Compile(result.Expression, StandardLibrary.Policies, new NoBindings());
        return program.Root.Evaluate(new Frame(0, 0, program.LocalsEnd) { Fuel = 1_000_000 });
    }

    /// <summary>Asserts that an expression has the value of another one, NaN and types included; null: an error.</summary>
    public static void AssertEqual(string text, string? expected)
    {
        var value = Eval(text);
        if (expected is null) Assert.True(value.IsError, $"{text} is {CelText.ToLiteral(value)}");
        else Assert.Equal(CelText.ToLiteral(Eval(expected)), CelText.ToLiteral(value));
    }

    private sealed class NoBindings : IBindings
    {
        public Binding? Resolve(string name) => null;

        public Binding? ResolveMember(string root, string member) => null;
    }
}
