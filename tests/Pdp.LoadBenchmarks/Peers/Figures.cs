namespace Pdp.LoadBenchmarks.Peers;

/// <summary>All that a run found out: enough to write its report again.</summary>
/// <param name="Environment">What it ran on, in the order in which it is told.</param>
/// <param name="Command">The line that repeats it.</param>
/// <param name="IsQuick">Whether it was only a trial.</param>
/// <param name="Missing">Why Cerbos was not measured; null when it was.</param>
/// <param name="Servers">One for each server and policy set.</param>
internal sealed record Figures(
    IReadOnlyList<Fact> Environment, string Command, bool IsQuick, string? Missing, IReadOnlyList<ServerFigures> Servers)
{
    /// <summary>Those of one server and kind of policies, from few rules to many.</summary>
    public IReadOnlyList<ServerFigures> Of(string server, string shape) =>
        [.. Servers.Where(s => s.Server == server && s.Shape == shape).OrderBy(static s => s.Rules)];

    public ServerFigures? Of(string server, string shape, int rules) => Of(server, shape).FirstOrDefault(s => s.Rules == rules);

    public IEnumerable<string> Shapes => Servers.Select(static s => s.Shape).Distinct();
}

/// <summary>A line of the table of what it ran on.</summary>
internal sealed record Fact(string What, string Value);

/// <summary>One server with one policy set.</summary>
/// <param name="Server">See <see cref="ServerNames"/>.</param>
/// <param name="Shape">The kind of policies.</param>
/// <param name="Rules">Their number.</param>
/// <param name="Start">From the start of the process to the first right answer.</param>
/// <param name="ReadyMemory">Resident memory then, in bytes.</param>
/// <param name="PeakMemory">The most resident memory until the end, in bytes.</param>
/// <param name="Distinct">How many different requests had a right answer before anything was measured.</param>
/// <param name="Answers">Answers that were compared with the expected one; all were right.</param>
/// <param name="Saturated">Each round of the closed loop.</param>
/// <param name="OpenRate">Calls a second of the open loop.</param>
/// <param name="Open">Each round of the open loop.</param>
internal sealed record ServerFigures(
    string Server, string Shape, int Rules, TimeSpan Start, long ReadyMemory, long PeakMemory, int Distinct, long Answers,
    IReadOnlyList<Sample> Saturated, double OpenRate, IReadOnlyList<Sample> Open)
{
    /// <summary>Answers a second, the middle round.</summary>
    public double Rate => Spread.Of(Saturated, static s => s.Rate).Middle;

    /// <summary>Processor time of the server for an answer, in microseconds, the middle round.</summary>
    public double Processor => Spread.Of(Saturated, static s => s.Processor).Middle;
}

/// <summary>One measurement.</summary>
/// <param name="Answered">How many answers there were.</param>
/// <param name="Rate">Answers a second.</param>
/// <param name="Processor">Processor time of the server for an answer, user and kernel mode, in microseconds.</param>
/// <param name="P50">The median latency, in microseconds.</param>
/// <param name="P99">The latency that 99 % do not exceed, in microseconds.</param>
/// <param name="Driver">The share of a processor that the driver took.</param>
/// <param name="Others">Processors that neither server nor driver had: 0.5 is half of one.</param>
internal sealed record Sample(long Answered, double Rate, double Processor, double P50, double P99, double Driver, double Others);

/// <summary>How servers are called.</summary>
internal static class ServerNames
{
    public const string Pdp = "PDP";
    public const string Noop = "no-op";
    public const string Cerbos = "Cerbos";
}

/// <summary>The middle one of several values, and how far they lie apart.</summary>
internal readonly record struct Spread(double Least, double Middle, double Most)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        if (ordered.Count == 0) throw new ArgumentException("expected at least one value", nameof(values));
        var half = ordered.Count / 2;
        return new Spread(ordered[0], ordered.Count % 2 == 1 ? ordered[half] : (ordered[half - 1] + ordered[half]) / 2, ordered[^1]);
    }

    public static Spread Of<T>(IEnumerable<T> from, Func<T, double> by) => Of(from.Select(by));

    /// <summary>Of the ratios of what was measured one after the other: other work on the machine comes and goes.</summary>
    public static Spread OfRatios<T>(IEnumerable<T> over, IEnumerable<T> under, Func<T, double> by) =>
        Of(over.Zip(under, (a, b) => by(a) / by(b)));
}
