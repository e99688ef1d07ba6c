using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles.Gateways;

/// <summary>What two gateways of a bundle cannot both say.</summary>
internal static class GatewayCheck
{
    public static void Check(IReadOnlyList<Gateway> gateways, List<SourceDiagnostic> findings)
    {
        var ids = new Dictionary<string, Gateway>(StringComparer.Ordinal);
        var hosts = new Dictionary<string, Gateway>(StringComparer.Ordinal);
        foreach (var gateway in gateways)
        {
            if (!ids.TryAdd(gateway.Id, gateway)) Tell(gateway.Location.Child("id"), $"two gateways have the id `{gateway.Id}`", ids[gateway.Id]);
            if (gateway.Hosts.IsEmpty && !hosts.TryAdd("", gateway)) Tell(gateway.Location.Child("id"), "two gateways are for all hosts that no other is for", hosts[""]);
            foreach (var host in gateway.Hosts)
            {
                if (!hosts.TryAdd(host, gateway)) Tell(gateway.Location.Child("hosts"), $"two gateways are for the host `{host}`", hosts[host]);
            }
        }

        void Tell(SourceLocation where, string message, Gateway first) => findings.Add(
            new SourceDiagnostic(DocumentDiagnosticCodes.DuplicateGateway, Severity.Error, where, message, $"the first is `{first.Id}` in `{first.Location.File}`"));
    }
}
