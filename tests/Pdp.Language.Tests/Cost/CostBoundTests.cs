using CsCheck;
using Pdp.Language.Checking;
using Pdp.Language.Cost;
using Pdp.Language.Functions;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Tests.Runtime;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Cost;

/// <summary>No run draws more than the bound says, where all sizes are bounded.</summary>
public sealed class CostBoundTests
{
    private const long Plenty = 2_000_000;

    private static readonly CompileOptions[] Modes = [new(), new() { Specialise = false }, new() { Recording = true }];

    // the values that ExpressionGen draws from: whatever an attribute is, it is no larger than all of them together
    private static readonly SceneSizes GenericSizes = new();

    private static int _errors;

    static CostBoundTests()
    {
        var any = ExpressionGen.AttributeValue.Array[400].Single()
            .Where(value => !value.IsMissing && !value.IsError)
            .Select(value => Fitting.SizeOf(value)).Aggregate(ValueSize.Join);
        foreach (var name in ExpressionGen.Attributes) GenericSizes[name] = any;
    }

    [Fact]
    public void A_run_of_usual_conditions_draws_no_more_than_the_bound()
    {
        var request = ExpressionGen.AttributeValue.Array[ExpressionGen.Attributes.Length];
        Gen.Select(ExpressionGen.Condition(3), request).Sample(
            (text, values) => Holds(text, ExpressionGen.Attributes, values, GenericSizes),
            iter: 10_000,
            print: sample => Print(sample.Item1, ExpressionGen.Attributes, sample.Item2, GenericSizes));
    }

    [Fact]
    public void A_run_of_functions_and_loops_draws_no_more_than_the_bound()
    {
        var drawn = 0;
        Gen.Select(CostGen.Condition(2, []), CostGen.Request).Sample(
            (text, values) =>
            {
                if (Run(text, CostGen.Names, values, CostGen.Sizes, Modes[0]) is not var (units, estimate, _)) return true;
                if (units > 0) Interlocked.Increment(ref drawn);
                Assert.True(estimate.IsBounded, text);
                return Holds(text, CostGen.Names, values, CostGen.Sizes);
            },
            iter: 6_000,
            print: sample => Print(sample.Item1, CostGen.Names, sample.Item2, CostGen.Sizes));

        // a property over runs that draw nothing says nothing
        Assert.True(drawn > 3_000, $"{drawn} runs drew something");
    }

    private static bool Holds(string text, string[] names, Value[] values, SceneSizes sizes)
    {
        foreach (var mode in Modes)
        {
            if (Run(text, names, values, sizes, mode) is not var (drawn, estimate, result)) return true;
            if (result.IsError) Interlocked.Increment(ref _errors);
            if (estimate.IsBounded && drawn > estimate.Units) return false;
            if (estimate.IsBounded && drawn < Plenty && !Fitting.Fits(result, estimate.Size)) return false;
        }

        return true;
    }

    private static (long Drawn, CostEstimate Estimate, Value Result)? Run(
        string text, string[] names, Value[] values, SceneSizes sizes, CompileOptions mode)
    {
        var parsed = Parser.Parse(text);
        if (parsed.Root is null) throw new InvalidOperationException($"{text}: {parsed.Diagnostics[0].Message}");
        if (Checker.Check(parsed, Scene.Environment).Expression is not { } expression) return null;
        var scene = new Scene();
        for (var i = 0; i < names.Length; i++) scene[names[i]] = values[i];
        var program = Compiler.Compile(expression, StandardLibrary.Policies, scene, mode);
        var frame = scene.NewFrame(program, Plenty);
        var result = program.Root.Evaluate(frame);
        var estimate = CostEstimator.Estimate(expression, StandardLibrary.Policies, sizes);
        return (Plenty - Math.Max(frame.Fuel, 0), estimate, result);
    }

    private static string Print(string text, string[] names, Value[] values, SceneSizes sizes)
    {
        var request = names.Zip(values, (name, value) => $"{name} = {CelText.ToLiteral(value, 100)}");
        var runs = Modes.Select(mode => Run(text, names, values, sizes, mode))
            .Select(run => $"drew {run?.Drawn} of {run?.Estimate.Units}: {CelText.ToLiteral(run?.Result ?? default, 100)}");
        return $"{text}\n  {string.Join(", ", request)}\n  {string.Join("\n  ", runs)}";
    }
}
