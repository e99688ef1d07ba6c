using System.Net;

namespace Pdp.Server.Gateways;

/// <summary>The addresses of other machines that the operator names as gateways.</summary>
/// <param name="networks">The addresses.</param>
internal sealed class GatewayCallers(IReadOnlyList<IPNetwork> networks)
{
    /// <summary>Whether an address is one of them.</summary>
    /// <param name="address">The address, as IPv4 where it is mapped into IPv6.</param>
    public bool Include(IPAddress address) => networks.Any(network => network.Contains(address));
}
