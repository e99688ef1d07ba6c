using System.Diagnostics;
using System.Globalization;

namespace Pdp.Fuzz.Driving;

/// <summary>
/// Starts the fuzzing process and watches it: ends it when an input never ends, keeps the input it died of, starts it again
/// until the time is over.
/// </summary>
internal static class Supervisor
{
    /// <summary>Zero when nothing was found.</summary>
    public static int Run(Options options, string[] arguments)
    {
        Directory.CreateDirectory(options.Folder);
        if (Directory.Exists(options.FindingsFolder)) Directory.Delete(options.FindingsFolder, recursive: true);
        using var board = new Blackboard(options.BoardPath);
        board.Reset();
        var findings = new Findings(options.FindingsFolder);
        var clock = Stopwatch.StartNew();
        while (options.Time - clock.Elapsed is var left && left > TimeSpan.FromSeconds(1))
        {
            using var worker = Start(arguments, left);
            var isEndless = false;
            while (!worker.WaitForExit(100))
            {
                if (board.Running < options.Patience) continue;
                isEndless = true;
                worker.Kill(entireProcessTree: true);
            }

            if (!isEndless && worker.ExitCode == 0) break;
            if (!isEndless && board.Running == TimeSpan.Zero)
            {
                Console.Error.WriteLine("the fuzzer itself failed, between two inputs");
                return 3;
            }

            var (kind, what) = isEndless
                ? ("hang", $"one input runs for more than {options.Patience.TotalSeconds:0} s")
                : ("crash", $"the process ended with exit code {worker.ExitCode}");
            Console.Out.WriteLine(findings.Save(options.Target.Name, kind, what, board.Input));
            board.End();
            if (options.EndsWithFirst) break;
        }

        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Target.Name}: {board.Executions:N0} executions in {clock.Elapsed.TotalSeconds:0} s, {findings.Count} findings"));
        return findings.Count == 0 ? 0 : 1;
    }

    private static Process Start(string[] arguments, TimeSpan left)
    {
        string[] changed = [.. arguments, "--seconds", ((int)left.TotalSeconds).ToString(CultureInfo.InvariantCulture), "--worker"];
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(Supervisor).Assembly.Location);
        foreach (var argument in changed) start.ArgumentList.Add(argument);
        // memory that never ends, ends the process instead of the machine
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x40000000";
        start.Environment["DOTNET_gcServer"] = "0";
        return Process.Start(start)!;
    }
}
