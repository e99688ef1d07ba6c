using System.Diagnostics.Metrics;

namespace Pdp.Server.Access;

/// <summary>Counts what callers may not, as metrics of the runtime.</summary>
internal sealed class AccessMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Pdp.Server.Access";

    private readonly Counter<long> _refused;
    private readonly Counter<long> _unknown;
    private readonly Counter<long> _loads;

    public AccessMeter(IMeterFactory factory)
    {
        var meter = factory.Create(Name);
        _refused = meter.CreateCounter<long>("pdp.access.refused", "{call}", "how many calls and questions were refused for who asked, by action");
        _unknown = meter.CreateCounter<long>("pdp.access.unauthenticated", "{call}", "how many calls were refused as their credential was not taken");
        _loads = meter.CreateCounter<long>("pdp.access.loads", "{load}", "how often changed access policies or API keys were read, by outcome");
    }

    public void CountRefused(string action) => _refused.Add(1, new KeyValuePair<string, object?>("action", action));

    public void CountUnknown() => _unknown.Add(1);

    public void CountLoad(bool isLoaded) => _loads.Add(1, new KeyValuePair<string, object?>("outcome", isLoaded ? "loaded" : "refused"));
}
