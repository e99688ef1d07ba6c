using System.Diagnostics;
using Pdp.Fuzz.Targets;

namespace Pdp.Fuzz.Driving;

/// <summary>
/// Runs one input and judges it: no exception, no second of processor time, no more memory than its target allows. The clock
/// alone proves nothing on a machine that others use too; what waits instead of working is ended by the supervisor.
/// </summary>
internal static class Examiner
{
    /// <summary>Longest time one input may take, of the process with its collector and compiler.</summary>
#if DEBUG
    // code that is not optimised takes several times as long
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);
#else
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(1);
#endif

    public static Verdict Run(ITarget target, string input)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        var used = Environment.CpuUsage.TotalTime;
        try
        {
            target.Run(input);
        }
        catch (Exception exception)
        {
            return new Verdict("crash", exception.ToString(), Stopwatch.GetElapsedTime(started), 0);
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (elapsed > MaxTime && Environment.CpuUsage.TotalTime - used is var work && work > MaxTime)
        {
            return new Verdict("hang", $"one input took {work.TotalSeconds:0.0} s of processor time", elapsed, allocated);
        }

        return allocated > target.MaxAllocated(input)
            ? new Verdict("hog", $"one input of {input.Length} units allocated {allocated / 1_000_000} MB", elapsed, allocated)
            : new Verdict(null, "", elapsed, allocated);
    }

    /// <summary>As <see cref="Run"/>, but slowness counts only when it comes again: the first time much is compiled.</summary>
    public static Verdict RunFairly(ITarget target, string input)
    {
        var verdict = Run(target, input);
        for (var again = 0; verdict.Kind == "hang" && again < 1; again++) verdict = Run(target, input);
        return verdict;
    }
}

/// <summary>What came of an input.</summary>
/// <param name="Kind">What is wrong (crash, hang, hog), or null.</param>
/// <param name="What">What is wrong, in words.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Allocated">How many bytes it allocated.</param>
internal sealed record Verdict(string? Kind, string What, TimeSpan Elapsed, long Allocated);
