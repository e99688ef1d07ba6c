using System.Security.Cryptography;
using Pdp.Bundles.Gateways;
using Pdp.Server.Gateways;

namespace Pdp.Server.ForwardedCertificates;

/// <summary>Reads the certificates that a gateway hands on with a request, as its document says.</summary>
internal static class ForwardedReading
{
    private const string Forwarded = "x-forwarded-client-cert";
    private const string ClientCert = "client-cert";
    private const string ClientCertChain = "client-cert-chain";

    /// <summary>Reads them.</summary>
    /// <param name="told">How the gateway hands them on.</param>
    /// <param name="request">The request.</param>
    /// <param name="fault">What is wrong; null: nothing.</param>
    /// <returns>What each proxy has seen, the nearest one's first and the client's last; empty: the client showed none, or something is wrong.</returns>
    public static IReadOnlyList<ForwardedHop> Read(GatewayCertificate told, GatewayRequest request, out string? fault)
    {
        fault = null;
        switch (told.Form)
        {
            case CertificateForm.Source:
                return request.PeerCertificate is { } peer ? Alone(CertificateText.Pem(peer, 1), "what the gateway tells of the connection", out fault) : [];
            case CertificateForm.Pem:
                return One(request, told.Header, out fault) is { } pem ? Alone(CertificateText.Pem(pem, 1), Named(told.Header), out fault) : [];
            case CertificateForm.Der:
                return One(request, told.Header, out fault) is { } der ? Alone(CertificateText.Base64(der) is { } octets ? [octets] : null, Named(told.Header), out fault) : [];
            default:
                var other = told.Form == CertificateForm.Forwarded ? ClientCert : Forwarded;
                if (request.Header(other) is { Text: not null } or { IsAmbiguous: true })
                {
                    fault = $"{Named(other)} comes too, and says the same in another way";
                    return [];
                }

                return told.Form == CertificateForm.Forwarded ? OfProxies(told, request, out fault) : OfFields(request, out fault);
        }
    }

    // RFC 9440, section 2: the chain does not have the certificate itself
    private static ForwardedHop[] OfFields(GatewayRequest request, out string? fault)
    {
        var leaf = One(request, ClientCert, out fault);
        var chain = fault is null ? One(request, ClientCertChain, out fault) : null;
        if (fault is not null) return [];
        if (leaf is null)
        {
            if (chain is not null) fault = $"{Named(ClientCertChain)} comes without `{ClientCert}`";
            return [];
        }

        IReadOnlyList<byte[]>? others = chain is null ? [] : CertificateText.Items(chain, CertificateText.Most);
        if (CertificateText.Items(leaf, 1) is [var certificate] && others is not null) return [new ForwardedHop(certificate, others)];
        fault = $"{Named(ClientCert)} or `{ClientCertChain}` is malformed";
        return [];
    }

    private static List<ForwardedHop> OfProxies(GatewayCertificate told, GatewayRequest request, out string? fault)
    {
        if (One(request, Forwarded, out fault) is not { } header) return [];
        var elements = XfccReader.Read(header, out fault);
        if (fault is not null)
        {
            fault = $"{Named(Forwarded)} is malformed: {fault}";
            return [];
        }

        // the first is what a client could have written
        if (elements.Count < told.Hops || (elements.Count > told.Hops && !told.PassesOver))
        {
            fault = $"{Named(Forwarded)} has {elements.Count} elements, and {told.Hops} {(told.Hops == 1 ? "was" : "were")} expected";
            return [];
        }

        var hops = new List<ForwardedHop>(told.Hops);
        for (var i = 1; i <= told.Hops; i++)
        {
            var hop = Hop(elements[^i], out fault);
            if (hop is null) return [];
            hops.Add(hop);
        }

        // where a certificate's names are written as they are, one of them can end an element and begin another: the proxy's own is then before it
        if (told.PassesOver && (hops.Exists(static hop => hop.By is not [_, ..])
            || elements.SkipLast(told.Hops).Any(element => element.By.Exists(by => hops.Exists(hop => hop.By!.Contains(by))))))
        {
            fault = $"{Named(Forwarded)} has elements of one proxy more than once, or without `By`";
            return [];
        }

        return hops;
    }

    private static ForwardedHop? Hop(XfccElement element, out string? fault)
    {
        fault = null;
        if (element.Uris.Count > 1) fault = $"{Named(Forwarded)} has more than one `URI` in an element";
        else if (element.Certificate is null && element.Chain is null) fault = $"{Named(Forwarded)} has neither `Cert` nor `Chain`: a hash and names prove nothing";
        if (fault is not null) return null;
        var chain = element.Chain is null ? [] : CertificateText.Pem(element.Chain, CertificateText.Most);
        var leaf = element.Certificate is null ? chain : CertificateText.Pem(element.Certificate, 1);
        if (chain is null || leaf is not [var certificate, ..])
        {
            fault = $"`Cert` or `Chain` of {Named(Forwarded)} is malformed";
            return null;
        }

        // of what says two things it is not known which was meant
        if (element.Certificate is not null && chain is [var first, ..] && !first.AsSpan().SequenceEqual(certificate))
        {
            fault = $"`Chain` of {Named(Forwarded)} does not begin with the certificate of `Cert`";
            return null;
        }

        if (element.Hash is { } hash && !hash.Equals(Convert.ToHexString(SHA256.HashData(certificate)), StringComparison.OrdinalIgnoreCase))
        {
            fault = $"`Hash` of {Named(Forwarded)} is not that of the certificate";
            return null;
        }

        return new ForwardedHop(certificate, [.. chain.Where(one => !one.AsSpan().SequenceEqual(certificate))])
        {
            By = element.By, Uris = [.. element.Uris.Where(static uri => uri.Length > 0)],
        };
    }

    private static ForwardedHop[] Alone(IReadOnlyList<byte[]>? certificates, string where, out string? fault)
    {
        fault = certificates is null ? $"{where} is no certificate in the form that the document says" : null;
        return certificates is null ? [] : [new ForwardedHop(certificates[0], [])];
    }

    // what is empty says that there is none: so do proxies that set a header always
    private static string? One(GatewayRequest request, string name, out string? fault)
    {
        var header = request.Header(name);
        fault = header.IsAmbiguous ? $"{Named(name)} comes more than once, or is no text" : null;
        return string.IsNullOrEmpty(header.Text) ? null : header.Text;
    }

    private static string Named(string header) => $"the header `{header}`";
}
