using Pdp.Conformance.Tests.Data;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.Evaluation;

/// <summary>Runs tests of the specification in CEL's own terms: no adapted literals, rounded order.</summary>
internal static class ConformanceRun
{
    private static readonly CompileOptions[] Modes =
    [
        new() { LiteralAdaptation = false, RoundedOrder = true },
        new() { LiteralAdaptation = false, RoundedOrder = true, Recording = true },
    ];

    /// <summary>Runs a test, plainly and recording.</summary>
    /// <returns>Null when it passes, else what went wrong.</returns>
    public static string? Failure(ConformanceTest test)
    {
        var parsed = Parser.Parse(test.Expr);
        if (parsed.Root is null) return $"does not parse: {string.Join("; ", parsed.Diagnostics.Select(d => d.Message))}";

        // The tests want to see calls of constants fail at run time.
        var environment = test.Environment(StandardLibrary.Policies) with { TriesConstants = false };
        var check = test.DisableCheck ? Checker.Unchecked(parsed, environment) : Checker.Check(parsed, environment);
        if (check.Expression is not { } expression)
            return $"does not check: {string.Join("; ", check.Diagnostics.Select(d => d.Message))}";
        if (test.ExpectedType is { } type && !test.DisableCheck && expression.Type != type)
            return $"expected type {type}, got {expression.Type}";
        if (test.CheckOnly) return null;

        foreach (var mode in Modes)
            if (Evaluate(test, expression, environment.Functions, mode) is { } failure) return failure;
        return null;
    }

    private static string? Evaluate(
        ConformanceTest test, CheckedExpression expression, FunctionRegistry functions, CompileOptions mode)
    {
        var bindings = new TestBindings(test);
        var program = Compiler.Compile(expression, functions, bindings, mode);
        var value = program.Root.Evaluate(bindings.NewFrame(program));
        if (test.ExpectsError) return value.IsError ? null : $"expected an error, got {CelText.ToLiteral(value)}";
        return StrictMatcher.Matches(test.ExpectedValue!.Value, value)
            ? null
            : $"expected {CelText.ToLiteral(test.ExpectedValue.Value)}, got {CelText.ToLiteral(value)}";
    }
}
