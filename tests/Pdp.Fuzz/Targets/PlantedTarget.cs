using Pdp.Fuzz.Coverage;
using Pdp.Fuzz.Driving;

namespace Pdp.Fuzz.Targets;

/// <summary>
/// Harm that the driver must find, to test it: behind a word of four letters, found only step by step, through coverage.
/// </summary>
internal sealed class PlantedTarget(string harm) : ITarget
{
    private static readonly List<byte[]> Hoard = [];

    public string Name => harm;

    public string[] Words => [.. "harm".Select(letter => letter.ToString()), "x", "y"];

    public static string[] Harms => ["planted-crash", "planted-overflow", "planted-hang", "planted-slowness", "planted-hog", "planted-nothing"];

    public long MaxAllocated(string input) => 64_000_000;

    public string? Cross(string first, string second, Random random) => null;

    public void Run(string input)
    {
        const string Word = "harm";
        Counters.Hit(0);
        for (var i = 0; i < Word.Length; i++)
        {
            if (i >= input.Length || input[i] != Word[i]) return;
            Counters.Hit(i + 1);
        }

        switch (harm)
        {
            case "planted-crash": throw new InvalidOperationException("planted");
            case "planted-overflow": Overflow(0); break;
            case "planted-hang": SpinWait.SpinUntil(() => false); break;
            case "planted-slowness": Work(1.05 * Examiner.MaxTime); break;
            case "planted-hog": Hoard.Add(new byte[128_000_000]); break;
        }
    }

    private static void Work(TimeSpan time)
    {
        var until = Environment.CpuUsage.TotalTime + time;
        while (Environment.CpuUsage.TotalTime < until) Thread.SpinWait(10_000);
    }

    private static int Overflow(int depth) => Overflow(depth + 1) + Overflow(depth + 2);
}
