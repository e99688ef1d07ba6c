using System.Collections.Immutable;
using System.Diagnostics;
using Pdp.Engine.Coverage;

namespace Pdp.Bundles.Testing;

/// <summary>Runs the tests of a bundle.</summary>
public static class TestRunner
{
    /// <summary>Runs tests.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="filter">Which tests to run, by suite file and test; null: all.</param>
    /// <param name="finished">Is told each result as it comes, for progress; may be null.</param>
    /// <param name="cancellation">Stops between tests.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TestReport Run(
        Bundle bundle, Func<TestSuite, PolicyTest, bool>? filter = null, Action<TestResult>? finished = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var recorder = new CoverageRecorder(bundle.Set);
        var results = ImmutableArray.CreateBuilder<TestResult>();
        foreach (var suite in bundle.Suites)
        {
            foreach (var test in suite.Tests)
            {
                cancellation.ThrowIfCancellationRequested();
                if (filter is not null && !filter(suite, test)) continue;
                var start = Stopwatch.GetTimestamp();
                var decision = recorder.Decide(test.Request, test.Now, cancellation);
                cancellation.ThrowIfCancellationRequested();
                var result = new TestResult(suite, test, decision, Comparison.Of(test, decision), Stopwatch.GetElapsedTime(start));
                results.Add(result);
                finished?.Invoke(result);
            }
        }

        return new TestReport(results.DrainToImmutable(), recorder);
    }
}
