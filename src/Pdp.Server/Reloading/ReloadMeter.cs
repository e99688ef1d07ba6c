using System.Diagnostics.Metrics;
using Pdp.Server.Serving;

namespace Pdp.Server.Reloading;

/// <summary>Counts what comes of reading the policies again, as metrics of the runtime.</summary>
internal sealed class ReloadMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Pdp.Server.Reloading";

    private readonly Counter<long> _reloads;
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _kept;

    public ReloadMeter(IMeterFactory factory, BundleHolder bundles)
    {
        var meter = factory.Create(Name);
        _reloads = meter.CreateCounter<long>("pdp.reloads", "{reload}", "how often the policies were read again, by outcome");
        _durations = meter.CreateHistogram<double>("pdp.reload.duration", "s", "how long it took, by outcome");
        meter.CreateObservableGauge(
            "pdp.policies.stale", () => bundles.State.Staleness is null ? 0 : 1, "{server}", "1 while the policies in force must not be relied upon");
        _kept = meter.CreateCounter<long>("pdp.revisions.kept", "{revision}", "how often the last good policies were written to the state folder, by outcome");
    }

    /// <summary>An outcome as labels spell it.</summary>
    public static string NameOf(ReloadOutcome outcome) => outcome switch
    {
        ReloadOutcome.Activated => "activated",
        ReloadOutcome.Refused => "refused",
        _ => "unchanged",
    };

    public void CountKept(bool isKept) => _kept.Add(1, new KeyValuePair<string, object?>("outcome", isKept ? "kept" : "failed"));

    public void Count(ReloadOutcome outcome, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("outcome", NameOf(outcome));
        _reloads.Add(1, tag);
        _durations.Record(duration.TotalSeconds, tag);
    }
}
