using System.Diagnostics;
using System.Globalization;
using Pdp.Bundles;
using Pdp.Bundles.Testing;
using Pdp.Engine;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Benchmarks.Index;

/// <summary>
/// What a decision of a bundle takes and allocates: of the requests of its own tests, one line each, and of many distinct ones
/// that are mixed of their parts. They are decided in an order without pattern, each timed by itself; reading the clock is part of
/// every time, and is told beside.
/// </summary>
internal static class SampleCommand
{
    private const int Rounds = 200;
    private const int MixedRounds = 25;
    private const int WarmMilliseconds = 4_000;

    private static bool _withShadows = true;

    /// <summary>
    /// Runs <c>sample DIR [--lists] [--without-shadows] [--for WORDS]</c>: all, or one request again and again, for a profiler to
    /// look at.
    /// </summary>
    public static int Run(string folder, string[] args)
    {
        _withShadows = !args.Contains("--without-shadows");
        var bundle = BundleLoader.Load(folder).Bundle ?? throw new InvalidOperationException($"`{folder}` does not load");
        var tests = bundle.Suites.SelectMany(suite => suite.Tests).ToArray();
        if (args is [.., "--for", var words])
        {
            var test = tests.First(test => test.Name.Contains(words, StringComparison.Ordinal));
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < TimeSpan.FromSeconds(10))
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Alone(bundle.Set, new Sample(test.Request, test.Now), 500_000):F0} ns"));
            return 0;
        }

        Tests(bundle.Set, tests, args.Contains("--lists"));
        Mixed(bundle.Set, tests);
        return 0;
    }

    private static void Tests(PolicySet set, PolicyTest[] tests, bool withLists)
    {
        var samples = Array.ConvertAll(tests, test => new Sample(test.Request, test.Now));
        var times = Measure(set, samples, Rounds);
        Console.Out.WriteLine("p50 ns  alone ns  bytes  looked at  fill ns  outcome        notices  errors  test");
        for (var i = 0; i < tests.Length; i++)
        {
            var decision = set.Decide(samples[i].Request, samples[i].Now);
            var lists = set.TraceIndex(samples[i].Request, samples[i].Now).Lists;
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{At(times[i], 50),6:F0}{Alone(set, samples[i], 2_000),10:F0}{Bytes(set, samples[i]),7}{lists.Sum(list => list.Candidates.Length),7}/{lists.Sum(list => list.Items),-3}{Filling(set, samples[i]),9:F0}  "
                + $"{decision.Outcome,-15}{decision.Obligations.Count + decision.Advice.Count,7}{decision.Errors.Count + decision.Misfits.Count,8}  {tests[i].Name}"));
            if (!withLists) continue;
            foreach (var list in lists)
                Console.Out.WriteLine($"          {list.Policy ?? "root policies"}: {string.Join(", ", list.Candidates.Select(found => found.Id + (found.IsSure ? " (sure)" : "")))} of {list.Items}{(list.IsIndexed ? "" : ", not indexed")}");
        }

        Summarise(set, "requests of the bundle's tests", samples, times);
    }

    // strangers' requests mixed at will mostly lack what the rules read: the usual question is one that fits
    private static void Mixed(PolicySet set, PolicyTest[] tests)
    {
        var random = new Random(1);
        var mixed = new List<Sample>();
        while (mixed.Count < IndexScene.RequestCount)
        {
            var (who, what, on) = (Pick(), Pick(), Pick());
            var request = new Request(
                who.Request.Subject, what.Request.Action,
                on.Request.Resource with { Id = string.Create(CultureInfo.InvariantCulture, $"{on.Request.Resource.Id}-{mixed.Count}") }, what.Request.Context);
            if (set.Decide(request, what.Now) is { Errors.Count: 0, Misfits.Count: 0 }) mixed.Add(new Sample(request, what.Now));
        }

        Sample[] samples = [.. mixed];
        Summarise(set, "distinct ones, mixed of their parts, without errors", samples, Measure(set, samples, MixedRounds));

        PolicyTest Pick() => tests[random.Next(tests.Length)];
    }

    private static void Summarise(PolicySet set, string what, Sample[] samples, double[][] times)
    {
        Summarise($"all {samples.Length} {what}", samples, times, set);
        int[] plain = [.. Enumerable.Range(0, samples.Length).Where(i => IsPlain(set.Decide(samples[i].Request, samples[i].Now)))];
        Summarise($"{plain.Length} of them without obligations, advice or errors", [.. plain.Select(i => samples[i])], [.. plain.Select(i => times[i])], set);
    }

    private static void Summarise(string what, Sample[] samples, double[][] times, PolicySet set)
    {
        double[] all = [.. times.SelectMany(own => own).Order()];
        long[] bytes = Array.ConvertAll(samples, sample => Bytes(set, sample));
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: p50 {At(all, 50):F0} ns, p90 {At(all, 90):F0} ns, p99 {At(all, 99):F0} ns, mean {all.Take(all.Length * 999 / 1_000).Average():F0} ns"
            + $" (the clock {Clock():F0} ns); {bytes.Count(own => own > 0)} allocate, in the mean {bytes.Average():F0} B"));
    }

    private static bool IsPlain(Decision decision) =>
        decision is { Obligations.Count: 0, Advice.Count: 0, Errors.Count: 0, Misfits.Count: 0 };

    /// <summary>The times of each, in ascending order.</summary>
    private static double[][] Measure(PolicySet set, Sample[] samples, int rounds)
    {
        var random = new Random(2);
        int[] order = [.. Enumerable.Range(0, samples.Length)];
        var decision = NewDecision();
        var warm = Stopwatch.StartNew();
        while (warm.ElapsedMilliseconds < WarmMilliseconds)
        {
            foreach (var sample in samples) set.Decide(sample.Request, sample.Now, decision);
        }

        var times = Array.ConvertAll(samples, _ => new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            random.Shuffle(order);
            foreach (var i in order)
            {
                var start = Stopwatch.GetTimestamp();
                set.Decide(samples[i].Request, samples[i].Now, decision);
                times[i][round] = Since(start);
            }
        }

        foreach (var own in times) Array.Sort(own);
        return times;
    }

    private static Decision NewDecision() => new() { WithShadows = _withShadows };

    private static long Bytes(PolicySet set, Sample sample)
    {
        var decision = NewDecision();
        set.Decide(sample.Request, sample.Now, decision);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) set.Decide(sample.Request, sample.Now, decision);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
    }

    // of many in a row: it is less than what it takes among others, where the processor does not guess what comes next
    private static double Alone(PolicySet set, Sample sample, int times)
    {
        var decision = NewDecision();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++) set.Decide(sample.Request, sample.Now, decision);
        return Since(start) / times;
    }

    private static double Filling(PolicySet set, Sample sample)
    {
        const int Times = 2_000;
        var layout = set.Compiled.Layout;
        var slots = new Value[layout.SlotCount];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Times; i++) layout.Fill(sample.Request, slots);
        return Since(start) / Times;
    }

    private static double Clock()
    {
        var times = new double[10_000];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            times[i] = Since(start);
        }

        return At([.. times.Order()], 50);
    }

    // a TimeSpan has no more than hundreds of nanoseconds
    private static double Since(long start) => (Stopwatch.GetTimestamp() - start) * 1e9 / Stopwatch.Frequency;

    private static double At(double[] sorted, int percent) => sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];

    private sealed record Sample(Request Request, Timestamp Now);
}
