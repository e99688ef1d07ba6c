using Pdp.LoadBenchmarks.Driving;
using Pdp.LoadBenchmarks.Servers;

namespace Pdp.LoadBenchmarks.Scenarios;

/// <summary>One load on one server, with what it took of the server.</summary>
/// <param name="Server">The server.</param>
/// <param name="Result">The driver's side.</param>
/// <param name="Processor">The server's processor time.</param>
internal sealed record Measurement(string Server, LoadResult Result, TimeSpan Processor)
{
    /// <summary>Processor time of the server for each answer, in microseconds: user and kernel mode together.</summary>
    public double ProcessorPerAnswer => Processor.TotalMicroseconds / Result.Answered;

    public static async Task<Measurement> TakeAsync(ServerProcess server, Load load, TimeSpan time)
    {
        var before = server.Processor;
        var result = await Driver.RunAsync(server.EndPoint, load, time);
        return new Measurement(server.Name, result.Checked(), server.Processor - before);
    }
}

/// <summary>The middle one of several measurements of the same thing.</summary>
internal static class Middle
{
    /// <summary>The middle one of the ratios of what was measured one after the other: other work on the machine comes and goes.</summary>
    public static double Ratio(List<Measurement> over, List<Measurement> under, Func<Measurement, double> by)
    {
        var ordered = over.Zip(under, (a, b) => by(a) / by(b)).Order().ToList();
        return ordered[ordered.Count / 2];
    }

    public static Measurement Of(IEnumerable<Measurement> measurements, Func<Measurement, double> by)
    {
        var ordered = measurements.OrderBy(by).ToList();
        return ordered[ordered.Count / 2];
    }
}
