using System.Diagnostics.Metrics;

namespace Pdp.Server.ForwardedCertificates;

/// <summary>Counts what becomes of certificates that gateways hand on, as metrics of the runtime.</summary>
internal sealed class ForwardedMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Pdp.Server.ForwardedCertificates";

    private readonly Counter<long> _refused;
    private readonly Counter<long> _loads;

    public ForwardedMeter(IMeterFactory factory)
    {
        var meter = factory.Create(Name);
        _refused = meter.CreateCounter<long>("pdp.forwarded.refused", "{certificate}", "how many certificates that gateways handed on were refused");
        _loads = meter.CreateCounter<long>("pdp.forwarded.loads", "{load}", "how often changed files of their authorities were read, by outcome");
    }

    public void CountRefused() => _refused.Add(1);

    public void CountLoad(bool isLoaded) => _loads.Add(1, new KeyValuePair<string, object?>("outcome", isLoaded ? "loaded" : "refused"));
}
