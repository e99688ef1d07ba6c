using System.Diagnostics;
using System.Globalization;
using Pdp.Bundles;
using Pdp.Engine;

namespace Pdp.Benchmarks.Loading;

/// <summary>
/// Changes one file of a generated folder again and again, and tells what loading takes then: the whole folder, the folder with
/// the bundle before the change, and that with the changed path as well. Medians, once the loader is compiled.
/// </summary>
internal static class ReloadCommand
{
    private const int Rounds = 15;
    private const int WarmUps = 4;

    public static int Run(string[] args)
    {
        if (Arguments.Read(args, "reload KIND RULES [--phases]") is not { } arguments) return 2;
        var folder = Copy(arguments.Policies.Write(Arguments.Folder));
        try
        {
            return Run(folder, arguments);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Run(string folder, Arguments arguments)
    {
        var (bundle, diagnostics) = BundleLoader.Load(folder);
        if (bundle is null)
        {
            foreach (var diagnostic in diagnostics.Take(10)) Console.Error.WriteLine(DiagnosticText.Format(diagnostic));
            return 1;
        }

        Tell($"{arguments.Policies.Name}, {arguments.Policies.Rules} rules in {bundle.Files.Length} files, one of them changed");
        var showsPhases = arguments.Flags.Contains("--phases");
        var full = Measure("all anew", showsPhases, (_, options) => BundleLoader.Load(folder, options));
        var files = bundle.Files.Where(file => file.Kind == "Policy").ToArray();
        Compare(full, Measure("by digests", showsPhases, (round, options) =>
        {
            Change(folder, files[round * 37 % files.Length], round);
            return BundleLoader.Load(folder, bundle, options);
        }));
        Compare(full, Measure("by paths", showsPhases, (round, options) =>
        {
            var file = files[round * 53 % files.Length];
            Change(folder, file, round);
            var result = BundleLoader.Load(folder, bundle, options, [file.Path]);
            bundle = result.Bundle ?? throw new InvalidOperationException("the changed folder does not load");
            return result;
        }));
        return 0;
    }

    private static (double Milliseconds, double Processor, double Megabytes) Measure(
        string name, bool showsPhases, Func<int, LoadOptions, LoadResult> load)
    {
        var elapsed = new List<double>();
        var processor = new List<double>();
        var allocated = new List<double>();
        LoadTimes? times = null;
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            // what the round before has left behind is not this one's doing
            GC.Collect();
            times = new LoadTimes();
            var bytes = GC.GetTotalAllocatedBytes(precise: true);
            var used = Environment.CpuUsage.TotalTime;
            var start = Stopwatch.GetTimestamp();
            var result = load(round, new LoadOptions { Times = times });
            if (round < WarmUps) continue;
            elapsed.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            processor.Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
            allocated.Add((GC.GetTotalAllocatedBytes(precise: true) - bytes) / 1e6);
            GC.KeepAlive(result);
        }

        var median = (Median(elapsed), Median(processor), Median(allocated));
        Tell($"  {name,-12}{median.Item1,8:0.0} ms, {median.Item2,8:0.0} ms of processor time, {median.Item3,8:0.0} MB allocated; slowest {elapsed.Max():0.0} ms");
        if (!showsPhases) return median;
        foreach (var phase in Enum.GetValues<LoadPhase>()) Tell($"      {phase,-14}{times![phase].TotalMilliseconds,8:0.0} ms");
        return median;
    }

    private static void Compare((double Milliseconds, double Processor, double Megabytes) full, (double Milliseconds, double Processor, double Megabytes) part) =>
        Tell($"              {100 * part.Milliseconds / full.Milliseconds,8:0.0} %,  {100 * part.Processor / full.Processor,8:0.0} %,                     {100 * part.Megabytes / full.Megabytes,8:0.0} %");

    private static void Change(string folder, BundleFile file, int round)
    {
        var path = Path.Combine(folder, file.Path);
        var text = File.ReadAllText(path);
        var version = text.IndexOf("\"version\": ", StringComparison.Ordinal);
        var end = text.IndexOf(',', version);
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"{text[..version]}\"version\": {round + 2}{text[end..]}"));
    }

    private static string Copy(string folder)
    {
        var copy = Directory.CreateTempSubdirectory("pdp-reload-").FullName;
        foreach (var file in Directory.EnumerateFiles(folder)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Tell(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
