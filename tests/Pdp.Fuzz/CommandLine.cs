using Pdp.Fuzz.Coverage;
using Pdp.Fuzz.Driving;

namespace Pdp.Fuzz;

/// <summary>The command line; see <see cref="Options.Usage"/>.</summary>
internal static class CommandLine
{
    public static int Main(string[] args)
    {
        Options options;
        try
        {
            options = Options.Parse(args);
        }
        catch (FormatException exception)
        {
            Console.Error.WriteLine($"{exception.Message}\n{Options.Usage}");
            return 2;
        }

        if (options.IsWorker) return InstrumentedContext.Run(typeof(Worker), nameof(Worker.Run), args);
        if (options.Replay is not { } path) return Supervisor.Run(options, args);

        var verdict = Examiner.RunFairly(options.Target, Findings.Read(path));
        Console.Out.WriteLine($"{verdict.Kind ?? "no harm"} {verdict.What} ({verdict.Elapsed.TotalMilliseconds:0} ms, {verdict.Allocated / 1e6:0.0} MB)");
        return verdict.Kind is null ? 0 : 1;
    }
}
