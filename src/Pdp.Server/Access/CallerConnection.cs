using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Pdp.Engine.Requests;
using Pdp.Identity.Tokens;
using Pdp.Language.Values;
using Pdp.Server.Gateways;
using Pdp.Server.Transport;

namespace Pdp.Server.Access;

/// <summary>Who is at the other end of a connection, and how: a feature of the connection.</summary>
internal sealed class CallerConnection
{
    // Istio's sidecars hand on the calls of all other machines from it
    private static readonly IPAddress Sidecar = new([127, 0, 0, 6]);

    private readonly StringMap _context;
    private readonly KeyValuePair<string, Value>[] _certificate;
    private Caller? _lastWithKey;
    private Caller? _lastWithToken;

    private CallerConnection(IPAddress? address, bool isLocal, bool isEncrypted, bool takesKeys, bool isGatewayNetwork, PeerIdentity? certificate, UnixPeer? process)
    {
        TakesKeys = takesKeys;
        var context = new List<KeyValuePair<string, Value>>
        {
            new("local", Value.From(isLocal)), new("encrypted", Value.From(isEncrypted)), new("gateway_network", Value.From(isGatewayNetwork)),
        };
        if (address is not null) context.Add(new("address", Value.From(address.ToString())));
        _context = new StringMap([.. context]);
        _certificate = certificate is null ? [] : Properties(certificate);
        Own = new Caller(Subject(certificate, process), _context) { Peer = certificate, IsOfGatewayNetwork = isGatewayNetwork };
    }

    /// <summary>The caller, as the connection shows it.</summary>
    public Caller Own { get; }

    /// <summary>Whether a secret may be sent over it.</summary>
    public bool TakesKeys { get; }

    /// <summary>Has each connection know its caller; stands behind the encryption.</summary>
    /// <param name="listen">The address.</param>
    /// <param name="callers">Other machines that may ask as gateways.</param>
    /// <param name="isBehindTls">Whether a proxy stands before the server, so that nobody is known to be of this machine.</param>
    public static void UseCallers(ListenOptions listen, GatewayCallers callers, bool isBehindTls) => listen.Use(next => connection =>
    {
        connection.Features.Set(Of(
            connection.RemoteEndPoint, connection.Features.Get<ITlsHandshakeFeature>() is not null, callers, isBehindTls,
            connection.Features.Get<PeerIdentity>(), connection.Features.Get<UnixPeer>()));
        return next(connection);
    });

    /// <summary>What is known of a connection.</summary>
    /// <param name="remote">The other end; one without an address is of this machine.</param>
    /// <param name="isEncrypted">Whether it is encrypted.</param>
    /// <param name="callers">Other machines that may ask as gateways.</param>
    /// <param name="isBehindTls">Whether a proxy stands before the server.</param>
    /// <param name="certificate">What its certificate says; null: it has shown none.</param>
    /// <param name="process">The process at the other end; null: it is not known.</param>
    public static CallerConnection Of(EndPoint? remote, bool isEncrypted, GatewayCallers callers, bool isBehindTls, PeerIdentity? certificate, UnixPeer? process)
    {
        var address = (remote as IPEndPoint)?.Address;
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        var isLoopback = address is null || IPAddress.IsLoopback(address);
        var isSafe = isBehindTls || isEncrypted;
        return new CallerConnection(
            address, isLoopback && !isBehindTls && !Sidecar.Equals(address), isSafe, isSafe || isLoopback, address is not null && callers.Include(address), certificate, process);
    }

    /// <summary>The caller, where a call shows a key.</summary>
    public Caller With(ApiKey key)
    {
        if (Volatile.Read(ref _lastWithKey) is { } last && last.Key == key) return last;
        var caller = new Caller(new Entity(Caller.Types.Key, key.Name, new StringMap(_certificate)), _context) { Key = key, Peer = Own.Peer, IsOfGatewayNetwork = Own.IsOfGatewayNetwork };
        Volatile.Write(ref _lastWithKey, caller);
        return caller;
    }

    /// <summary>The caller, where a call shows a token.</summary>
    public Caller With(VerifiedToken token)
    {
        if (Volatile.Read(ref _lastWithToken) is { } last && ReferenceEquals(last.Token, token)) return last;
        KeyValuePair<string, Value>[] told =
        [
            new("issuer", Value.From(token.Issuer)), new("subject_type", Value.From(token.SubjectType)), new("scopes", List(token.Scopes)),
            new("audiences", List(token.Audiences)), .. token.ClientId is { } client ? new KeyValuePair<string, Value>[] { new("client_id", Value.From(client)) } : [],
        ];
        var caller = new Caller(new Entity(Caller.Types.Token, token.SubjectId, new StringMap([.. told, .. _certificate])), _context) { Token = token, Peer = Own.Peer, IsOfGatewayNetwork = Own.IsOfGatewayNetwork };
        Volatile.Write(ref _lastWithToken, caller);
        return caller;
    }

    private static Entity Subject(PeerIdentity? certificate, UnixPeer? process)
    {
        if (certificate is not null)
            return new Entity(certificate.SpiffeId is null ? Caller.Types.Certificate : Caller.Types.Workload, certificate.Name, new StringMap(Properties(certificate)));
        if (process is null) return new Entity(Caller.Types.Anonymous, Caller.Types.Anonymous, StringMap.Empty);
        return new Entity(Caller.Types.Process, process.UserId.ToString(CultureInfo.InvariantCulture), new StringMap(
            [new("user", Value.From((long)process.UserId)), new("group", Value.From((long)process.GroupId))]));
    }

    private static KeyValuePair<string, Value>[] Properties(PeerIdentity certificate)
    {
        var properties = new List<KeyValuePair<string, Value>>
        {
            new("certificate_subject", Value.From(certificate.Subject)), new("dns_names", List(certificate.DnsNames)), new("uris", List(certificate.Uris)),
            new("serial", Value.From(certificate.Serial)), new("thumbprint", Value.From(certificate.Thumbprint)),
        };
        if (certificate.SpiffeId is { } id)
        {
            properties.Add(new("spiffe_id", Value.From(id)));
            properties.Add(new("trust_domain", Value.From(new Uri(id).Host)));
        }

        return [.. properties];
    }

    private static Value List(IEnumerable<string> texts) => Value.From(new CelList([.. texts.Select(static text => Value.From(text))]));
}
