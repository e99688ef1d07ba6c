using System.Diagnostics.Metrics;

namespace Pdp.Server.Transport;

/// <summary>Counts what becomes of certificates, as metrics of the runtime.</summary>
internal sealed class TransportMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Pdp.Server.Transport";

    private readonly Meter _meter;
    private readonly Counter<long> _loads;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _cutOff;

    public TransportMeter(IMeterFactory factory)
    {
        _meter = factory.Create(Name);
        _loads = _meter.CreateCounter<long>("pdp.tls.loads", "{load}", "how often changed files of the encryption were read, by outcome");
        _refused = _meter.CreateCounter<long>("pdp.tls.peers.refused", "{handshake}", "how many handshakes were refused for the certificate of the client");
        _cutOff = _meter.CreateCounter<long>("pdp.tls.peers.cut_off", "{connection}", "how many connections were cut off since their certificate is not believed any more");
    }

    /// <summary>Tells from now on how long the server's certificate is valid.</summary>
    public void Watch(Func<double> seconds) =>
        _meter.CreateObservableGauge("pdp.tls.certificate.remaining", seconds, "s", "how long the server's certificate is still valid");

    /// <summary>Tells from now on how long the Workload API has been out of reach.</summary>
    public void WatchWorkloadApi(Func<double> seconds) =>
        _meter.CreateObservableGauge("pdp.tls.workload_api.lost", seconds, "s", "how long the Workload API has been out of reach; 0 while it is not");

    public void CountLoad(bool isLoaded) => _loads.Add(1, new KeyValuePair<string, object?>("outcome", isLoaded ? "loaded" : "refused"));

    public void CountRefused() => _refused.Add(1);

    public void CountCutOff() => _cutOff.Add(1);
}
