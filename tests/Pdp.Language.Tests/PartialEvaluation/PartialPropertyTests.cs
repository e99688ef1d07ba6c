using CsCheck;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.PartialEvaluation;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Tests.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Language.Tests.PartialEvaluation;

public sealed class PartialPropertyTests
{
    /// <summary>How deep an expression is, and what it and the request are made from.</summary>
    private static readonly Gen<(int Depth, int Seed, int Request)> Sample =
        Gen.Select(Gen.Int[0, 4], Gen.Int, Gen.Int);

    [Fact]
    public void A_residual_has_the_value_or_error_of_the_original()
    {
        var (known, residuals, errors, unchecks) = (0, 0, 0, 0);
        Sample.Sample(
            sample =>
            {
                var text = TypedTexts.Any(sample.Depth, sample.Seed);
                if (PartialWorld.TryCheck(text) is not { } original)
                {
                    Interlocked.Increment(ref unchecks);
                    return;
                }

                var result = Check(text, original, sample.Request, PartialOptions.Default);
                Interlocked.Increment(ref result.Outcome == PartialOutcome.Residual ? ref residuals : ref result.Outcome == PartialOutcome.Value ? ref known : ref errors);
            },
            iter: 8_000, print: Print);

        // The property means something only when all outcomes are common.
        var all = known + residuals + errors + unchecks;
        Assert.True(
            known > all / 20 && residuals > all / 10 && errors > all / 20 && unchecks < all / 3,
            $"{known} values, {errors} errors, {residuals} residuals, {unchecks} do not check");
    }

    [Fact]
    public void A_residual_of_a_condition_has_the_truth_of_the_original() =>
        Sample.Sample(
            sample =>
            {
                var text = TypedTexts.Condition(sample.Depth, sample.Seed);
                if (PartialWorld.TryCheck(text) is { } original) Check(text, original, sample.Request, PartialOptions.Condition);
            },
            iter: 5_000, print: Print);

    private static string Print((int Depth, int Seed, int Request) sample)
    {
        var text = TypedTexts.Any(sample.Depth, sample.Seed);
        var known = string.Join("; ", new PartialCase(sample.Request).Known.Where(pair => text.Contains(pair.Key, StringComparison.Ordinal)));
        return $"{text}\n  condition: {TypedTexts.Condition(sample.Depth, sample.Seed)}\n  {known}";
    }

    private static PartialResult Check(string text, CheckedExpression original, int seed, PartialOptions options)
    {
        var @case = new PartialCase(seed);
        var knowledge = @case.Knowledge(PartialWorld.Environment);
        var result = PartialEvaluator.Evaluate(original, StandardLibrary.Policies, knowledge, options);
        var reparsed = Reparsed(text, result, original.Type);
        for (var i = 0; i < 4; i++)
        {
            var request = @case.Request(i);
            var expected = Outcome(request, original, options);
            var residual = result.Residual;
            Equal(expected, Outcome(request, residual, options), "the residual with everything", text, result, request);
            Equal(expected, Outcome(request, reparsed, options), "the residual's text", text, result, request);

            // What was known need not be given.
            var less = request.Without(@case.Known.Keys.Where(path => !result.References.Contains(path) && @case.Known[path] is not (Knowledge.PartlyKnownObject or Knowledge.PartlyKnownList)));
            Equal(expected, Outcome(less, residual, options), "the residual with the rest", text, result, request);
            if (result.Outcome == PartialOutcome.Value) Equal(expected, CelText.ToLiteral(result.Value), "the value", text, result, request);
            if (result.Outcome == PartialOutcome.Error) Equal(expected, "error", "the error", text, result, request);
        }

        // Nothing new: nothing changes.
        var again = PartialEvaluator.Evaluate(result.Residual, StandardLibrary.Policies, knowledge, options);
        Assert.Equal(TreeText.Of(result.Residual.Root), TreeText.Of(again.Residual.Root));
        return result;
    }

    /// <summary>The residual as parsed and checked from its text, which must be the same tree.</summary>
    private static CheckedExpression Reparsed(string text, PartialResult result, CelType type)
    {
        var parsed = Parser.Parse(result.Text);
        Assert.True(parsed.Root is not null, $"{result.Text}: {(parsed.Diagnostics.IsEmpty ? "" : parsed.Diagnostics[0].Message)}");
        var check = Checker.Check(parsed, PartialWorld.Environment);
        Assert.True(check.Expression is not null, $"{result.Text}: {string.Join("; ", check.Diagnostics.Select(d => d.Message))}");
        Assert.Equal(TreeText.Of(result.Residual.Root), TreeText.Of(check.Expression.Root));

        // No literal has a type that allows null.
        if (result.Outcome == PartialOutcome.Residual && !text.Contains("subject.nick", StringComparison.Ordinal))
            Assert.True(check.Expression.Type.Equals(type), $"{result.Text}: {check.Expression.Type} for {type}");
        return check.Expression;
    }

    private static string Outcome(PartialRequest request, CheckedExpression expression, PartialOptions options)
    {
        if (options.IsCondition) return request.Test(expression) is var truth && truth == Truth.Error ? "error" : truth == Truth.True ? "true" : "false";
        var value = request.Evaluate(expression);
        return value.IsError ? "error" : CelText.ToLiteral(value);
    }

    private static void Equal(string expected, string actual, string what, string text, PartialResult result, PartialRequest request)
    {
        if (string.Equals(expected, actual, StringComparison.Ordinal)) return;
        var values = string.Join(", ", request.Values.Where(pair => text.Contains(pair.Key, StringComparison.Ordinal)).Select(pair => $"{pair.Key} = {CelText.ToLiteral(pair.Value)}"));
        Assert.Fail($"{what}: expected {expected}, got {actual}\n  {text}\n  {result.Text}\n  {values}");
    }
}
