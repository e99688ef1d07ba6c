using Microsoft.AspNetCore.Http;

namespace Pdp.Client.AspNetCore;

/// <summary>The token of a request's <c>Authorization</c> header (RFC 6750, section 2.1).</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>What a client is told whose token is refused (RFC 6750, section 3.1).</summary>
    public const string Refusal = "Bearer error=\"invalid_token\"";

    /// <summary>The token; empty: the request has none, or several.</summary>
    public static string Of(HttpContext? http) =>
        http?.Request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim(' ') : "";
}
