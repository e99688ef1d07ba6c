using System.Diagnostics;
using System.Globalization;

namespace Pdp.LoadBenchmarks.Peers;

/// <summary>Processor time of this process, and of the whole machine as the kernel counts it.</summary>
internal readonly record struct MachineTime(TimeSpan Driver, TimeSpan Busy)
{
    // USER_HZ, which Linux has had the same on all its platforms
    private const double TicksASecond = 100;

    public static MachineTime Now()
    {
        using var self = Process.GetCurrentProcess();
        return new MachineTime(self.TotalProcessorTime, BusyOf(File.ReadLines("/proc/stat").First()));
    }

    /// <summary>Reads the line of all processors: user, nice, system, idle, iowait, irq, softirq, steal. What guests have is in user already.</summary>
    public static TimeSpan BusyOf(string line)
    {
        var ticks = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(static t => long.Parse(t, CultureInfo.InvariantCulture)).ToList();
        return TimeSpan.FromSeconds((ticks.Sum() - ticks[3] - ticks[4]) / TicksASecond);
    }
}
