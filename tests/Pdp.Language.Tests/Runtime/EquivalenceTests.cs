using CsCheck;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Runtime;

public sealed class EquivalenceTests
{
    private static readonly CompileOptions[] Modes =
    [
        new() { Specialise = false }, new(), new() { Recording = true },
    ];

    private static readonly Gen<Value[]> Request = ExpressionGen.AttributeValue.Array[ExpressionGen.Attributes.Length];

    [Fact]
    public void Specialised_and_recording_programs_give_the_value_and_error_of_the_generic_one()
    {
        const int Samples = 20_000;
        var (values, errors) = (0, 0);
        Gen.Select(ExpressionGen.Condition(3), Request).Sample(
            (text, request) =>
            {
                var outcomes = Modes.Select(mode => Outcome(text, request, mode)).ToList();
                if (outcomes[0] is { } first)
                    Interlocked.Increment(ref first.StartsWith("error", StringComparison.Ordinal) ? ref errors : ref values);
                return outcomes.All(outcome => outcome == outcomes[0]);
            },
            iter: Samples,
            print: Print);

        // Texts that do not check compare nothing: both outcomes must be common for the property to mean something.
        Assert.True(values > Samples / 10 && errors > Samples / 10, $"{values} values, {errors} errors");
    }

    [Fact]
    public void Every_form_of_a_program_runs_out_of_work_at_the_same_time() =>
        Gen.Select(ExpressionGen.Condition(3), Request, Gen.Int[0, 40]).Sample(
            (text, request, fuel) =>
            {
                var outcomes = Modes.Select(mode => Outcome(text, request, mode, fuel, isBrief: true)).ToList();
                return outcomes.All(outcome => outcome == outcomes[0]);
            },
            iter: 10_000,
            print: sample => Print((sample.Item1, sample.Item2), sample.Item3));

    [Fact]
    public void A_program_tests_as_it_evaluates_and_its_errors_have_a_place() =>
        Gen.Select(ExpressionGen.Condition(3), Request).Sample(
            (text, request) =>
            {
                if (Compile(text, request, new CompileOptions()) is not ({ } scene, { } program)) return true;
                var value = program.Root.Evaluate(scene.NewFrame(program));
                var frame = scene.NewFrame(program);
                return program.Root.Test(frame) switch
                {
                    Truth.True => value.IsBool && value.AsBool,
                    Truth.False => value.IsBool && !value.AsBool,
                    _ => !value.IsBool && frame.Error is not null
                        && (value.AsError is not { } error || error.Message == frame.Error.Message)
                        && frame.Error.Span is { } span && span.End <= text.Length,
                };
            },
            iter: 5_000,
            print: Print);

    [Fact]
    public void The_order_of_operands_never_changes_the_truth() =>
        Gen.Select(ExpressionGen.Condition(1).Array[2, 5], Gen.Bool, Request, Gen.Int).Sample(
            (operands, isAnd, request, seed) =>
            {
                var shuffled = operands.ToArray();
                new Random(seed).Shuffle(shuffled);
                return Truth(operands) == Truth(shuffled);

                Truth? Truth(string[] order)
                {
                    var text = string.Join(isAnd ? " && " : " || ", order.Select(operand => $"({operand})"));
                    return Compile(text, request, new CompileOptions()) is ({ } scene, { } program)
                        ? program.Root.Test(scene.NewFrame(program))
                        : null;
                }
            },
            iter: 5_000);

    private static string Print((string Text, Value[] Request) sample) => Print(sample, 1_000_000);

    private static string Print((string Text, Value[] Request) sample, long fuel)
    {
        var request = ExpressionGen.Attributes.Zip(sample.Request, (name, value) => $"{name} = {CelText.ToLiteral(value)}");
        var outcomes = Modes.Select(mode => Outcome(sample.Text, sample.Request, mode, fuel));
        return $"{sample.Text}\n  {string.Join(", ", request)}\n  {string.Join("\n  ", outcomes)}";
    }

    private static string? Outcome(
        string text, Value[] request, CompileOptions mode, long fuel = 1_000_000, bool isBrief = false)
    {
        if (Compile(text, request, mode) is not ({ } scene, { } program)) return null;
        var frame = scene.NewFrame(program, fuel);
        var value = program.Root.Evaluate(frame);
        if (isBrief) return CelText.ToLiteral(value);
        return $"{CelText.ToLiteral(value)} at {value.AsError?.Span}, {frame.Fuel} left";
    }

    /// <summary>The program, or nothing when the text does not check.</summary>
    private static (Scene?, Program?) Compile(string text, Value[] request, CompileOptions mode)
    {
        var parsed = Parser.Parse(text);
        if (parsed.Root is null) throw new InvalidOperationException($"{text}: {parsed.Diagnostics[0].Message}");
        if (Checker.Check(parsed, Scene.Environment).Expression is not { } expression) return default;
        var scene = new Scene();
        for (var i = 0; i < request.Length; i++) scene[ExpressionGen.Attributes[i]] = request[i];
        return (scene, Compiler.Compile(expression, StandardLibrary.Policies, scene, mode));
    }
}
