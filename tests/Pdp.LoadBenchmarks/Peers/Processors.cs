using System.Diagnostics;
using System.Globalization;

namespace Pdp.LoadBenchmarks.Peers;

/// <summary>Keeps this process off the servers' processor.</summary>
internal static class Processors
{
    /// <summary>Binds all threads that there are; those to come are begun by them.</summary>
    public static async Task BindAsync(int processor)
    {
        // the affinity that a Process has is on Linux that of its first thread only
        using var taskset = Process.Start(new ProcessStartInfo(
            "taskset", ["-a", "-c", "-p", processor.ToString(CultureInfo.InvariantCulture), Environment.ProcessId.ToString(CultureInfo.InvariantCulture)])
        { RedirectStandardOutput = true })!;
        await taskset.StandardOutput.ReadToEndAsync();
        await taskset.WaitForExitAsync();
        if (taskset.ExitCode != 0) throw new InvalidOperationException($"`taskset` does not bind this process to processor {processor}");
    }
}
