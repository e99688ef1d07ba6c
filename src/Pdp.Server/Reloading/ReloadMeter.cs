using System.Diagnostics.Metrics;

namespace Pdp.Server.Reloading;

/// <summary>Counts what comes of reading the policies again, as metrics of the runtime.</summary>
internal sealed class ReloadMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Pdp.Server.Reloading";

    private readonly Counter<long> _reloads;
    private readonly Histogram<double> _durations;

    public ReloadMeter(IMeterFactory factory)
    {
        var meter = factory.Create(Name);
        _reloads = meter.CreateCounter<long>("pdp.reloads", "{reload}", "how often the policies were read again, by outcome");
        _durations = meter.CreateHistogram<double>("pdp.reload.duration", "s", "how long it took, by outcome");
    }

    public void Count(ReloadOutcome outcome, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("outcome", outcome switch
        {
            ReloadOutcome.Activated => "activated",
            ReloadOutcome.Refused => "refused",
            _ => "unchanged",
        });
        _reloads.Add(1, tag);
        _durations.Record(duration.TotalSeconds, tag);
    }
}
