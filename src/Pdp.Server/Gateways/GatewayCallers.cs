using System.Net;

namespace Pdp.Server.Gateways;

/// <summary>Who may ask as a gateway: processes of this machine, and the addresses that the operator names.</summary>
/// <param name="networks">The addresses.</param>
internal sealed class GatewayCallers(IReadOnlyList<IPNetwork> networks)
{
    /// <summary>Whether a caller is one of them.</summary>
    /// <param name="address">The caller's address; null: it came over a socket in the file system.</param>
    public bool Include(IPAddress? address)
    {
        if (address is null) return true;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain) || networks.Any(network => network.Contains(plain));
    }
}
