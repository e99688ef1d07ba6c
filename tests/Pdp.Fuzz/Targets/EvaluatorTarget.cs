using Pdp.Language.Checking;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Pdp.TestKit;

namespace Pdp.Fuzz.Targets;

/// <summary>
/// An expression and a request: what follows the last record separator (U+001E) chooses the attributes, see
/// <see cref="Requests"/>. The specialised, the plain and the recording program give the same value or error within the
/// default budget; where the guard does not hold, the condition is false.
/// </summary>
internal sealed class EvaluatorTarget : ITarget
{
    private const char Separator = '\u001e';

    private static readonly CompileOptions[] Modes = [new() { Specialise = false }, new(), new() { Recording = true }];

    public string Name => "evaluator";

    public string[] Words => CelWords.All;

    // two trees in three forms, and the condition its guard is held against
    private const int Programs = 7;

    // a unit of work of the 100,000 may build some elements or characters, or four errors of a quarter of a kilobyte that a loop absorbs
    public long MaxAllocated(string input) => Programs * 128_000_000L;

    public string? Cross(string first, string second, Random random)
    {
        var (text, letters) = Parts(first);
        var (other, _) = Parts(second);
        return Splicing.Splice(text, other, random) is { } spliced ? spliced + Separator + letters : null;
    }

    public void Run(string input)
    {
        var (text, letters) = Parts(input);
        var parsed = Parser.Parse(text);
        if (parsed.Root is null) return;
        var request = Requests.Slots(letters);
        if (PolicyScene.Check(text, null) is { } any) Agree(any, request);
        if (PolicyScene.Check(text, CelType.Bool) is { } condition) GuardHolds(condition, request);
        Agree(Checker.Unchecked(parsed, PolicyScene.Environment).Expression!, request);
    }

    private static void Agree(CheckedExpression expression, Value[] request)
    {
        string? first = null;
        foreach (var mode in Modes)
        {
            var program = PolicyScene.Instance.Compile(expression, mode);
            var frame = PolicyScene.Instance.NewFrame(program, request);
            if (mode.Recording) frame.Recorder = Deaf.Instance;
            var value = program.Root.Evaluate(frame);
            Promise.That(!value.IsMissing, "a program has no value");
            Promise.That(value.AsError is not { Span: { } span } || span.End <= expression.Text.Length, "the place of an error lies outside the text");
            var outcome = value.AsError is { } error ? $"{error.Code} {error.Message} {error.Attribute}" : CelText.ToLiteral(value, 4_000);
            first ??= outcome;
            Promise.That(outcome == first, $"the programs disagree: {first}\nand {outcome}");
        }
    }

    private static void GuardHolds(CheckedExpression condition, Value[] request)
    {
        var program = PolicyScene.Instance.Compile(condition);
        var frame = PolicyScene.Instance.NewFrame(program, request);
        var truth = program.Root.Test(frame);
        Promise.That(truth != Truth.Error || frame.Error is not null, "a condition fails without an error");
        var guard = PolicyScene.Instance.GuardOf(condition);
        if (guard.Admits(request))
        {
            Promise.That(guard.Explain(request) is null, "a guard that holds is told as refusing");
            return;
        }

        Promise.That(guard.Explain(request) is { Length: > 0 }, "a guard refuses without a reason");

        // the budget is no part of what a guard promises
        var isSpent = truth == Truth.Error && frame.Fuel < 0;
        Promise.That(truth == Truth.False || isSpent, $"the guard {guard} does not hold, yet the condition is {truth}: {frame.Error}");
    }

    private static (string Text, string Letters) Parts(string input) =>
        input.LastIndexOf(Separator) is >= 0 and var at ? (input[..at], input[(at + 1)..]) : (input, "");

    private sealed class Deaf : IEvaluationRecorder
    {
        public static readonly Deaf Instance = new();

        public void Record(Expr expression, in Value value) => Promise.That(!value.IsMissing, "a sub-expression has no value");
    }
}
