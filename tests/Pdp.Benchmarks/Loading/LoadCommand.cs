using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Pdp.Bundles;
using Pdp.Engine;

namespace Pdp.Benchmarks.Loading;

/// <summary>
/// Loads a generated folder through the real loader and tells what that took: seconds by part, bytes allocated, bytes that
/// stay. The first load of a process pays for compiling the loader as well; <c>--again</c> loads twice and tells the second.
/// </summary>
internal static class LoadCommand
{
    public static int Run(string[] args)
    {
        if (Arguments.Read(args, "load KIND RULES [--again] [--types] [--allocations]") is not { } arguments) return 2;
        var folder = arguments.Policies.Write(Arguments.Folder);
        if (arguments.Flags.Contains("--again") && Load(folder, new LoadTimes()) is null) return 1;
        var before = Settled();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        var pauses = GC.GetTotalPauseDuration();
        int[] collections = [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)];
        using var types = arguments.Flags.Contains("--allocations") ? new AllocatedTypes() : null;
        var times = new LoadTimes();
        var start = Stopwatch.GetTimestamp();
        if (Load(folder, times) is not { } bundle) return 1;
        var elapsed = Stopwatch.GetElapsedTime(start);
        var used = Environment.CpuUsage.TotalTime - processor;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        pauses = GC.GetTotalPauseDuration() - pauses;
        collections = [.. collections.Select((count, generation) => GC.CollectionCount(generation) - count)];
        var peak = Environment.WorkingSet;
        var retained = Settled() - before;
        var rules = (double)arguments.Policies.Rules;
        Tell($"{arguments.Policies.Name}, {arguments.Policies.Rules} rules in {bundle.Files.Length} files");
        foreach (var phase in Enum.GetValues<LoadPhase>()) Tell($"  {phase,-14}{times[phase].TotalSeconds,8:0.000} s");
        Tell($"  together      {elapsed.TotalSeconds,8:0.000} s, {used.TotalSeconds:0.000} s of processor time");
        Tell($"  collections   {pauses.TotalSeconds,8:0.000} s of pauses, {string.Join(" + ", collections)} of generations 0 and up");
        Tell($"  allocated     {allocated / rules,8:0} B a rule");
        Tell($"  retained      {retained / rules,8:0} B a rule");
        Tell($"  working set   {peak / 1e6,8:0} MB behind the load, {Environment.WorkingSet / 1e6:0} MB once collected");
        types?.Tell(arguments.Policies.Rules);
        if (arguments.Flags.Contains("--types")) ObjectGraph.Tell(bundle, arguments.Policies.Rules);
        GC.KeepAlive(bundle);
        return 0;
    }

    private static Bundle? Load(string folder, LoadTimes times)
    {
        var (bundle, diagnostics) = BundleLoader.Load(folder, new LoadOptions { Times = times });
        foreach (var diagnostic in diagnostics.Take(10)) Console.Error.WriteLine(DiagnosticText.Format(diagnostic));
        return bundle;
    }

    private static long Settled()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static void Tell(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
