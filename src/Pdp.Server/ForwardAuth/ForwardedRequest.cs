using Microsoft.AspNetCore.Http;
using Pdp.Bundles.Gateways;
using Pdp.Server.Gateways;

namespace Pdp.Server.ForwardAuth;

/// <summary>
/// A request as a gateway tells of it in headers. Which family of headers counts is configured, and there is no other for what one lacks:
/// gateways pass on headers of the other family as clients sent them.
/// </summary>
internal sealed class ForwardedRequest : GatewayRequest
{
    private readonly IHeaderDictionary _headers;

    private ForwardedRequest(IHeaderDictionary headers) => _headers = headers;

    /// <summary>Reads the headers.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="family">The family that counts.</param>
    /// <returns>The request; null when the method or the URI is not there exactly once.</returns>
    public static ForwardedRequest? Read(IHeaderDictionary headers, ForwardedHeaders family)
    {
        var prefix = family == ForwardedHeaders.XForwarded ? "X-Forwarded-" : "X-Original-";
        if (One("Method") is not { } method || One("Uri") is not { } target) return null;

        // what comes more than once is not known
        return new ForwardedRequest(headers)
        {
            Method = method,
            Target = target,
            Host = One("Host"),
            Scheme = One("Proto"),
            SourceAddress = family == ForwardedHeaders.XForwarded ? Last(One("For")) : headers["X-Real-IP"] is [{ } address] ? address : null,
        };

        string? One(string name) => headers[prefix + name] is [{ Length: > 0 } value] ? value : null;
    }

    /// <inheritdoc/>
    public override HeaderValue Header(string name) => _headers[name] switch
    {
        [] => HeaderValue.None,
        [{ } value] => HeaderValue.Of(value),
        _ => HeaderValue.Ambiguous,
    };

    // the gateway writes the last
    private static string? Last(string? addresses) => addresses?[(addresses.LastIndexOf(',') + 1)..].Trim();
}
