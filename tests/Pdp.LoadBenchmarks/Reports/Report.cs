using System.Globalization;
using System.Text;
using Pdp.LoadBenchmarks.Peers;

namespace Pdp.LoadBenchmarks.Reports;

/// <summary>Writes a run's report as markdown.</summary>
internal static class Report
{
    public static string Write(Figures figures)
    {
        var page = new StringBuilder("""
            # Benchmarks

            The server under load, beside a gRPC service that decides nothing and beside Cerbos with the same policies: one after the other
            on one processor, driven from another, in one run. This page is written by that run.


            """);
        if (figures.IsQuick) page.Append("**A quick run, to see that all works: nothing was warm, and the figures mean nothing.**\n\n");
        if (figures.Missing is { } missing) page.Append(CultureInfo.InvariantCulture, $"**{missing}. All that compares with Cerbos is missing from this report.**\n\n");
        page.Append("![throughput and latency against the number of rules](benchmarks.svg)\n\n");
        Table(page, ["must show", "bar", "measured", "rounds", "met"], Bars.Of(figures).Select(Row), right: [1, 2, 3]);
        page.Append("""
            A ratio is the middle one of the ratios of each round; *rounds* are the least and the most.

            * **typed**: five rules for each resource type, so that a request concerns five rules, however many there are.
            * **flat**: all rules are for one resource type and action, and differ in the attributes that they compare.

            Both kinds are written from one description as this PDP's documents and as Cerbos' resource policies. Of Cerbos' own way, a
            role of the subject is a rule's `roles` there and a condition here, and the request's context goes among the principal's attributes.


            """);
        foreach (var shape in figures.Shapes) Shape(page, figures, shape);
        page.Append("## Where, and how to repeat it\n\n");
        Table(page, ["what", "value"], figures.Environment.Select(static f => new[] { f.What, f.Value }), right: []);
        page.Append(CultureInfo.InvariantCulture, $"""
            ```console not-run
            $ {figures.Command}
            ```

            Without Cerbos the run says which line installs it, and goes on without it. `--quick` takes less than two minutes.

            * The driver is our own: HTTP/2 from plain sockets. In the closed loop a call begins when one ends; in the open loop calls begin at
              their times whether or not the server keeps up, and a latency counts from the time at which the call was due.
            * *µs each* is the server's processor time, user and kernel mode, for an answer. It is hurt less by other work on the machine than
              answers a second are.
            * *driver* is the share of its processor that the driver took in the closed loop: near 100 %, more might have been answered. *others* is how much of a processor all
              other programs took meanwhile. A measurement is repeated while others disturb it, and the least disturbed one counts.
            * The PDP's limit of time for a decision is raised from 100 ms to a minute, as other work stops the server now and then for longer.
            * *start* runs from the start of the process to the first right answer; memory is the resident set then, and at its most.

            """);
        return page.ToString();
    }

    private static void Shape(StringBuilder page, Figures figures, string shape)
    {
        page.Append(CultureInfo.InvariantCulture, $"## Policies: {shape}\n\nSaturation: 128 calls under way.\n\n");
        var all = figures.Servers.Where(s => s.Shape == shape).OrderBy(static s => s.Rules).ThenByDescending(static s => s.Server, StringComparer.Ordinal).ToList();
        Table(
            page, ["rules", "server", "answers/s", "rounds", "µs each", "p50", "p99", "driver", "others"],
            all.Select(static s => new[]
            {
                Number(s.Rules), s.Server, Number(s.Rate), Range(Spread.Of(s.Saturated, static x => x.Rate)), Micros(s.Processor),
                Latency(Spread.Of(s.Saturated, static x => x.P50).Middle), Latency(Spread.Of(s.Saturated, static x => x.P99).Middle),
                Spread.Of(s.Saturated, static x => x.Driver).Middle.ToString("P0", CultureInfo.InvariantCulture),
                Spread.Of(s.Saturated, static x => x.Others).Middle.ToString("F2", CultureInfo.InvariantCulture),
            }),
            right: [0, 2, 3, 4, 5, 6, 7, 8]);
        page.Append("Open loop, at half of Cerbos' saturation with as many rules (where there is none: with the fewest).\n\n");
        Table(
            page, ["rules", "server", "calls/s", "p50", "p99", "rounds of p99", "µs each", "others"],
            all.Select(static s => new[]
            {
                Number(s.Rules), s.Server, Number(s.OpenRate), Latency(Spread.Of(s.Open, static x => x.P50).Middle), Latency(Spread.Of(s.Open, static x => x.P99).Middle),
                $"{Latency(Spread.Of(s.Open, static x => x.P99).Least)} to {Latency(Spread.Of(s.Open, static x => x.P99).Most)}",
                Micros(Spread.Of(s.Open, static x => x.Processor).Middle), Spread.Of(s.Open, static x => x.Others).Middle.ToString("F2", CultureInfo.InvariantCulture),
            }),
            right: [0, 2, 3, 4, 5, 6, 7]);
        page.Append("Start and memory.\n\n");
        Table(
            page, ["rules", "server", "start", "memory then", "at most", "answers compared", "different requests"],
            all.Select(static s => new[]
            {
                Number(s.Rules), s.Server, s.Start.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture) + " s", Megabytes(s.ReadyMemory), Megabytes(s.PeakMemory),
                s.Server == ServerNames.Noop ? "–" : Number(s.Answers), s.Server == ServerNames.Noop ? "–" : Number(s.Distinct),
            }),
            right: [0, 2, 3, 4, 5, 6]);
    }

    private static string[] Row(Bar bar) =>
    [
        bar.What, (bar.IsAtLeast ? "≥ " : "≤ ") + bar.Limit.ToString(CultureInfo.InvariantCulture), bar.Measured is { } m ? Ratio(m.Middle) : "–",
        bar.Measured is { } spread ? $"{Ratio(spread.Least)} to {Ratio(spread.Most)}" : "–", bar.Verdict,
    ];

    private static void Table(StringBuilder page, string[] head, IEnumerable<string[]> rows, int[] right)
    {
        Line(head);
        Line([.. head.Select((_, i) => right.Contains(i) ? "---:" : "---")]);
        foreach (var row in rows) Line(row);
        page.Append('\n');

        void Line(string[] cells) => page.Append("| ").AppendJoin(" | ", cells.Select(static c => c.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
    }

    private static string Ratio(double ratio) => ratio.ToString(ratio < 0.995 ? "0.000" : ratio < 9.95 ? "0.00" : "N0", CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Range(Spread spread) => $"{Number(spread.Least)} to {Number(spread.Most)}";

    private static string Micros(double micros) => micros.ToString(micros < 100 ? "F1" : "N0", CultureInfo.InvariantCulture);

    private static string Latency(double micros) => micros < 10_000
        ? string.Create(CultureInfo.InvariantCulture, $"{micros:N0} µs")
        : string.Create(CultureInfo.InvariantCulture, $"{micros / 1000:N0} ms");

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:N0} MB");
}
