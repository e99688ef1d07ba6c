using System.Diagnostics.Metrics;
using Pdp.Engine.Decisions;
using Pdp.Server.Serving;

namespace Pdp.Server.ShadowReports;

/// <summary>
/// What shadow versions say beside those in force, as metrics of the runtime. They are the report's counts, read when someone
/// reads the metrics; by which rules is in the report alone, since rules may be very many.
/// </summary>
internal sealed class ShadowMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Pdp.Server.Shadows";

    public ShadowMeter(IMeterFactory factory, BundleHolder bundles, ShadowLog log)
    {
        var meter = factory.Create(Name);
        meter.CreateObservableCounter(
            "pdp.shadow.evaluations", () => Evaluations(bundles), "{evaluation}",
            "how often a shadow version was evaluated, by policy, version and both decisions; it begins anew when either version changes");
        meter.CreateObservableCounter("pdp.shadow.samples", () => Samples(log), "{sample}", "what became of the samples of differences, by outcome");
    }

    private static IEnumerable<Measurement<long>> Evaluations(BundleHolder bundles)
    {
        if (bundles.State.Bundle is not { } bundle) yield break;
        foreach (var tally in bundle.Shadows.All)
        {
            foreach (var pair in DecisionPair.All)
            {
                if (tally.Count(pair) is not (> 0 and var count)) continue;
                yield return new Measurement<long>(
                    count,
                    new("policy", tally.Versions.Policy), new("version", tally.Versions.Version),
                    new("in_force", NameOf(pair.InForce)), new("decision", NameOf(pair.Shadow)));
            }
        }
    }

    private static IEnumerable<Measurement<long>> Samples(ShadowLog log)
    {
        if (!log.IsOpen) yield break;
        yield return new Measurement<long>(log.Written, new KeyValuePair<string, object?>("outcome", "written"));
        foreach (var reason in Enum.GetValues<LeftOutBecause>())
            yield return new Measurement<long>(log.LeftOut(reason), new KeyValuePair<string, object?>("outcome", ShadowLog.NameOf(reason)));
    }

    private static string NameOf(Outcome outcome) => outcome switch
    {
        Outcome.Permit => "permit",
        Outcome.Deny => "deny",
        Outcome.NotApplicable => "not_applicable",
        _ => "indeterminate",
    };
}
