using System.Diagnostics;
using System.Globalization;
using Pdp.Bundles;
using Pdp.Engine;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Benchmarks.Index;

/// <summary>
/// How far the time of a decision grows with the number of rules, and what one of the sample bundle takes: some seconds a
/// line. A round decides all requests once, so that none of a large set finds what it reads in a cache near the core.
/// </summary>
internal static class IndexCommand
{
    private const int Rounds = 25;

    private static readonly Timestamp Now = new(1_767_268_800, 0);

    /// <summary>Runs <c>index [SHAPE [RULES...]]</c> or <c>index sample DIR</c>.</summary>
    public static int Run(string[] args)
    {
        if (args is ["sample", var folder]) return Sample(folder);
        var shapes = args.Length > 0 ? args[..1] : [.. IndexScene.Shapes.Keys];
        int[] sizes = args.Length > 1 ? [.. args[1..].Select(size => int.Parse(size, CultureInfo.InvariantCulture))] : [100, 10_000, 100_000];
        Console.Out.WriteLine("shape                rules   median ns  least ns  median/first  least/first  bytes  index bytes/rule  candidates");
        foreach (var shape in shapes)
        {
            var first = (Median: 0.0, Least: 0.0);
            foreach (var size in sizes)
            {
                var scene = IndexScene.Of(shape, size);
                var (median, least, bytes) = Measure(scene.Set, scene.Requests);
                if (size == sizes[0]) first = (median, least);
                var report = scene.Set.DescribeIndex();
                var candidates = scene.Requests.Take(256).Average(request => scene.Set.TraceIndex(request, Now).Lists.Sum(list => (double)list.Candidates.Length));
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{shape,-16}{size,10}{median,12:F0}{least,10:F0}{median / first.Median,14:F2}{least / first.Least,13:F2}{bytes,7}{(double)report.Bytes / size,18:F0}{candidates,12:F1}"));
            }
        }

        return 0;
    }

    private static int Sample(string folder)
    {
        var bundle = BundleLoader.Load(folder).Bundle ?? throw new InvalidOperationException($"`{folder}` does not load");
        var requests = bundle.Suites.SelectMany(suite => suite.Tests).Select(test => test.Request).ToList();
        var random = new Random(1);
        var varied = new List<Request>();
        // strangers' requests mixed at will mostly lack what the rules read: the usual question is one that fits
        while (varied.Count < IndexScene.RequestCount)
        {
            var (who, what, on) = (Pick(), Pick(), Pick());
            var request = new Request(who.Subject, what.Action, on.Resource with { Id = $"{on.Resource.Id}-{varied.Count}" }, what.Context);
            if (bundle.Set.Decide(request, Now) is { Errors.Count: 0, Misfits.Count: 0 }) varied.Add(request);
        }

        var decision = new Decision();
        var outcomes = varied.GroupBy(request => bundle.Set.Decide(request, Now).Outcome).Select(group => $"{group.Key} {group.Count()}");
        var plain = varied.Where(request => bundle.Set.Decide(request, Now) is { Obligations.Count: 0, Advice.Count: 0 }).ToArray();
        Measure(bundle.Set, [.. varied]);
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var request in varied)
            {
                var start = Stopwatch.GetTimestamp();
                bundle.Set.Decide(request, Now, decision);
                times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds);
            }
        }

        times.Sort();
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"sample bundle, {varied.Count} requests ({string.Join(", ", outcomes)}): p50 {times[times.Count / 2]:F0} ns, p99 {times[times.Count * 99 / 100]:F0} ns;"
            + $" {plain.Length} that have no obligation and no advice to tell allocate {(double)Measure(bundle.Set, plain).Bytes / plain.Length:F0} B each"));
        return 0;

        Request Pick() => requests[random.Next(requests.Count)];
    }

    private static (double Median, double Least, long Bytes) Measure(PolicySet set, Request[] requests)
    {
        var decision = new Decision();
        var warm = Stopwatch.StartNew();
        while (warm.ElapsedMilliseconds < 2_000) Round();
        var times = new double[Rounds];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Round();
            times[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / requests.Length;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Round();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Array.Sort(times);
        return (times[Rounds / 2], times[0], bytes);

        void Round()
        {
            foreach (var request in requests) set.Decide(request, Now, decision);
        }
    }
}
