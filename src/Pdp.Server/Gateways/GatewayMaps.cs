using System.Collections.Frozen;
using Pdp.Bundles.Gateways;

namespace Pdp.Server.Gateways;

/// <summary>All gateways of a bundle.</summary>
internal sealed class GatewayMaps
{
    private readonly FrozenDictionary<string, GatewayMap> _byId;
    private readonly FrozenDictionary<string, GatewayMap> _byHost;
    private readonly GatewayMap? _forOthers;

    public GatewayMaps(IReadOnlyList<Gateway> gateways)
    {
        All = [.. gateways.Select(static gateway => new GatewayMap(gateway))];
        _byId = All.ToFrozenDictionary(static map => map.Gateway.Id, StringComparer.Ordinal);
        _byHost = All.SelectMany(static map => map.Gateway.Hosts.Select(host => (host, map))).ToFrozenDictionary(static pair => pair.host, static pair => pair.map, StringComparer.Ordinal);
        _forOthers = All.FirstOrDefault(static map => map.Gateway.Hosts.IsEmpty);
        var forms = All.Select(static map => map.Gateway.Forwarded).Distinct().ToArray();
        Forwarded = forms.Length == 1 ? forms[0] : null;
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<GatewayMap> All { get; }

    /// <summary>Which headers of forward-auth count, if they are the same for all; else null.</summary>
    public ForwardedHeaders? Forwarded { get; }

    /// <summary>One by its id.</summary>
    public GatewayMap? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The one for a host: that which names it, that which names the most of it, that for all others.</summary>
    /// <param name="host">The host, maybe with a port; null: it is not known.</param>
    public GatewayMap? ForHost(string? host)
    {
        if (host is null) return All.Count == 1 ? _forOthers : null;
        if (RequestHost.Name(host) is not { } name) return null;
        if (_byHost.TryGetValue(name, out var map)) return map;
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            if (_byHost.TryGetValue("*" + name[dot..], out map)) return map;
        }

        return _forOthers;
    }
}
