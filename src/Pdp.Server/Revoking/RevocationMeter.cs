using System.Diagnostics.Metrics;

namespace Pdp.Server.Revoking;

/// <summary>Counts revocations, as metrics of the runtime.</summary>
internal sealed class RevocationMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Pdp.Server.Revocations";

    private readonly Counter<long> _loads;

    public RevocationMeter(IMeterFactory factory, Revocations revocations)
    {
        var meter = factory.Create(Name);
        _loads = meter.CreateCounter<long>("pdp.revocations.loads", "{load}", "how often a changed file of revocations was read, by outcome");
        meter.CreateObservableGauge("pdp.revocations.known", () => revocations.Current.Count, "{revocation}", "how many revocations are known");
    }

    public void CountLoad(bool isLoaded) => _loads.Add(1, new KeyValuePair<string, object?>("outcome", isLoaded ? "loaded" : "refused"));
}
