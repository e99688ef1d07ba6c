using Pdp.Conformance.Tests.Data;
using Pdp.Conformance.Tests.Evaluation;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.PartialEvaluation;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Values;
using Pdp.TestKit;

namespace Pdp.Conformance.Tests.PartialEvaluation;

/// <summary>Evaluates a test of the specification in two steps, which must end as one step does.</summary>
internal static class PartialRun
{
    private static readonly CompileOptions Mode = new() { LiteralAdaptation = false, RoundedOrder = true };
    private static readonly PartialOptions Options = new() { LiteralAdaptation = false, RoundedOrder = true };

    /// <summary>What is unknown in the first step, one set a run: nothing, each binding, and all of them when they are several.</summary>
    public static IEnumerable<string[]> Splits(ConformanceTest test)
    {
        var names = test.Bindings.Keys.Order(StringComparer.Ordinal).ToArray();
        yield return [];
        foreach (var name in names) yield return [name];
        if (names.Length > 1) yield return names;
    }

    /// <returns>Null when both ways end alike, else how they differ.</returns>
    public static string? Failure(ConformanceTest test, string[] unknown)
    {
        var environment = test.Environment(StandardLibrary.Policies);
        if (Check(test, test.Expr, environment, out var problem) is not { } expression) return problem;
        var expected = Evaluate(test, expression, environment);
        var result = PartialEvaluator.Evaluate(expression, environment.Functions, new TestKnowledge(test, unknown), Options);

        // What was known need not be given any more, but for what the residual says.
        var given = test.Bindings.RemoveRange(test.Bindings.Keys.Except(unknown, StringComparer.Ordinal).Where(name => !Refers(result, name)));
        var rest = test with { LazyBindings = new(() => given) };
        if (Different(expected, Evaluate(test, result.Residual, environment)) is { } whole) return $"`{result.Text}`: {whole}";
        if (Different(expected, Evaluate(rest, result.Residual, environment)) is { } less) return $"`{result.Text}` with the rest: {less}";
        if (result.Outcome != PartialOutcome.Residual && Different(expected, result.Value) is { } decided) return $"decided: {decided}";

        if (Check(test, result.Text, environment, out problem) is not { } reread) return $"`{result.Text}` {problem}";
        if (TreeText.Of(reread.Root) != TreeText.Of(result.Residual.Root)) return $"`{result.Text}` reads as another tree";
        return Different(expected, Evaluate(rest, reread, environment)) is { } read ? $"`{result.Text}` as text: {read}" : null;
    }

    private static bool Refers(PartialResult result, string name) =>
        result.References.Any(path => path == name || path.StartsWith(name + ".", StringComparison.Ordinal));

    private static CheckedExpression? Check(ConformanceTest test, string text, TypeEnvironment environment, out string? problem)
    {
        problem = null;
        var parsed = Parser.Parse(text);
        if (parsed.Root is null)
        {
            problem = $"does not parse: {parsed.Diagnostics[0].Message}";
            return null;
        }

        var check = test.DisableCheck ? Checker.Unchecked(parsed, environment) : Checker.Check(parsed, environment);
        if (check.Expression is null) problem = $"does not check: {check.Diagnostics[0].Message}";
        return check.Expression;
    }

    private static Value Evaluate(ConformanceTest test, CheckedExpression expression, TypeEnvironment environment)
    {
        var bindings = new TestBindings(test);
        var program = Compiler.Compile(expression, environment.Functions, bindings, Mode);
        return program.Root.Evaluate(bindings.NewFrame(program));
    }

    private static string? Different(in Value expected, in Value actual)
    {
        if (expected.IsError && actual.IsError) return null;
        return !expected.IsError && !actual.IsError && StrictMatcher.Matches(expected, actual)
            ? null
            : $"expected {CelText.ToLiteral(expected)}, got {CelText.ToLiteral(actual)}";
    }
}
