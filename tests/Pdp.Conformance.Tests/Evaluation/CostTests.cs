using Pdp.Conformance.Tests.Data;
using Pdp.Language.Checking;
using Pdp.Language.Cost;
using Pdp.Language.Functions;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Conformance.Tests.Evaluation;

/// <summary>No official test draws more than the static bound says.</summary>
public sealed class CostTests
{
    private static readonly CompileOptions[] Modes =
    [
        new() { LiteralAdaptation = false, RoundedOrder = true },
        new() { LiteralAdaptation = false, RoundedOrder = true, Recording = true },
    ];

    [Fact]
    public void A_run_draws_no_more_than_the_bound()
    {
        var (runs, bounded, drawing) = (0, 0, 0);
        var problems = new List<string>();
        foreach (var test in ConformanceData.MessageFree.Where(test => !test.CheckOnly))
        {
            var environment = test.Environment(StandardLibrary.Policies);
            var parsed = Parser.Parse(test.Expr);
            var check = test.DisableCheck ? Checker.Unchecked(parsed, environment) : Checker.Check(parsed, environment);
            var expression = check.Expression!;
            var estimate = CostEstimator.Estimate(expression, environment.Functions, new BoundSizes(test));
            runs++;
            if (!estimate.IsBounded) continue;
            bounded++;
            var most = 0L;
            foreach (var mode in Modes)
            {
                var bindings = new TestBindings(test);
                var program = Compiler.Compile(expression, environment.Functions, bindings, mode);
                var frame = bindings.NewFrame(program);
                var before = frame.Fuel;
                program.Root.Evaluate(frame);
                var drawn = before - frame.Fuel;
                most = Math.Max(most, drawn);
                if (drawn > estimate.Units) problems.Add($"{test}: `{test.Expr}` draws {drawn} of {estimate.Units}");
            }

            if (most > 0) drawing++;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{bounded} of {runs} tests have a bound, {drawing} of them draw");
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));

        // what has no bound, or draws nothing, says nothing
        Assert.True(bounded >= runs * 9 / 10 && drawing >= 100, $"{bounded} of {runs} have a bound, {drawing} of them draw");
    }

    /// <summary>The sizes of a test's bindings, which are known to the checker by their types only.</summary>
    private sealed class BoundSizes(ConformanceTest test) : ISizeBindings
    {
        public ValueSize Resolve(string name) => test.Bindings.TryGetValue(name, out var value) ? SizeOf(value) : ValueSize.Scalar;

        public ValueSize? ResolveMember(string root, string member) => null;

        private static ValueSize SizeOf(in Value value)
        {
            if (value.AsString is { } text) return ValueSize.OfText(text.Length);
            if (value.IsInt) return ValueSize.OfNumber(value.AsInt);
            if (value.AsList is { } list)
                return ValueSize.OfList(list.Count, Joined(list.Items.ToArray()));
            if (value.AsMap is not { } map) return value.Kind is ValueKind.Bytes or ValueKind.Optional ? ValueSize.Unknown() : ValueSize.Scalar;
            var entries = Enumerable.Range(0, map.Count).Select(map.EntryAt).ToList();
            return ValueSize.OfMap(map.Count, Joined(entries.Select(entry => entry.Key)), Joined(entries.Select(entry => entry.Value)));
        }

        private static ValueSize Joined(IEnumerable<Value> parts) =>
            parts.Select(part => SizeOf(part)).Aggregate(ValueSize.Scalar, ValueSize.Join);
    }
}
