using System.Diagnostics;
using System.Globalization;
using Pdp.Engine;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Benchmarks.Index;

/// <summary>
/// How far the time of a decision grows with the number of rules: some seconds a line. A round decides all requests once, so
/// that none of a large set finds what it reads in a cache near the core.
/// </summary>
internal static class IndexCommand
{
    private const int Rounds = 25;

    private static readonly Timestamp Now = new(1_767_268_800, 0);

    /// <summary>Runs <c>index [SHAPE [RULES...]]</c>.</summary>
    public static int Run(string[] args)
    {
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
