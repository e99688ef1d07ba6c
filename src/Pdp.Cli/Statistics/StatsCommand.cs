using System.CommandLine;
using System.Globalization;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;

namespace Pdp.Cli.Statistics;

/// <summary><c>pdp stats DIR</c>: how many rules there are, and how well they can be looked up.</summary>
internal sealed class StatsCommand : CliCommand
{
    private readonly Argument<string> _folder = CommonOptions.Folder();
    private readonly Option<ReportFormat> _format = CommonOptions.Choice(
        "--format", "form of the report", "FORMAT", ("text", ReportFormat.Text), ("json", ReportFormat.Json));

    private readonly Option<bool> _all = new("--all", "-a")
    {
        Description = "list every policy and every rule without a key, however many there are (JSON has them always)",
    };

    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public StatsCommand(CliHost host)
        : base("stats", "Tell how many rules there are and how well they can be looked up. Names the attributes that the rule "
            + "index uses, how many rules a decision looks at, the rules that no key covers with what to write instead, and "
            + "the memory that all takes.")
    {
        Add(_folder);
        Add(_format);
        Add(_all);
        Add(_colour);
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp stats policies", "Look at the folder `policies`."),
        new("pdp stats policies --all", "Leave no rule without a key out."),
        new("pdp stats policies --format json | jq '.selectivity.mean'", "Watch in CI how many rules a decision looks at."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "told, whatever there is to tell"),
        (ExitCodes.BadInput, "the command line is wrong"),
        (ExitCodes.PoliciesDoNotLoad, "the policies do not load"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var colour = arguments.GetValue(_colour);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var bundle = PolicyFolder.Load(arguments.GetRequiredValue(_folder), Consoles.Error(host, colour), cancellation);
        var loaded = Math.Max(0, GC.GetTotalMemory(forceFullCollection: true) - before);
        BundleStatistics statistics;
        using (var progress = new ProgressLine(host))
        {
            var rules = bundle.Set.DescribeRules(
                (done, total) => progress.Tell(() => string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {total:N0} rules and policies")),
                cancellation);
            statistics = new BundleStatistics(bundle, rules, loaded);
        }

        if (arguments.GetValue(_format) == ReportFormat.Json)
        {
            JsonReport.Write(host.Output, writer => StatsJson.Write(writer, statistics));
        }
        else
        {
            new StatsText(Consoles.Output(host, colour), arguments.GetValue(_all)).Write(statistics);
        }

        return ExitCodes.Ok;
    }
}
