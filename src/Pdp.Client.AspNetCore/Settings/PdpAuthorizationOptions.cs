using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Pdp.Client.AspNetCore;

/// <summary>What the PDP is told of a request, and what comes of its answers.</summary>
public sealed class PdpAuthorizationOptions
{
    /// <summary>The key of the <see cref="IPdpClient"/> that is asked; null: the application's only one. Default: null.</summary>
    public string? ClientName { get; set; }

    /// <summary>The claims that may hold the subject's id, the first that is there counts. Default: <c>sub</c>, then <see cref="ClaimTypes.NameIdentifier"/>.</summary>
    public IList<string> SubjectIdClaims { get; init; } = ["sub", ClaimTypes.NameIdentifier];

    /// <summary>The subject's type. Default: <c>user</c>.</summary>
    public string SubjectType { get; set; } = "user";

    /// <summary>The claim that holds the subject's type; null, or where it is not there: <see cref="SubjectType"/>. Default: null.</summary>
    public string? SubjectTypeClaim { get; set; }

    /// <summary>Which claims are attributes of the subject. Default: none.</summary>
    public ClaimAttributes SubjectAttributes { get; init; } = new();

    /// <summary>
    /// Whether the token of a request's <c>Authorization: Bearer</c> header is passed on to the PDP, which verifies it. It says by itself who the subject is then;
    /// <see cref="SubjectAttributes"/> are told besides and must not be at odds with it. A request whose token the PDP refuses is answered with 401. Default:
    /// false.
    /// </summary>
    public bool ForwardBearerToken { get; set; }

    /// <summary>
    /// The attribute of the context that is the address the request came from; null: it is not told. Behind a proxy it is the proxy's, unless the
    /// application has <c>UseForwardedHeaders</c>. Default: null.
    /// </summary>
    public string? RemoteAddressAttribute { get; set; }

    /// <summary>Sets further attributes of the context. When it throws, the request is denied. Default: null.</summary>
    public Action<HttpContext, AttributeMap>? Context { get; set; }

    /// <summary>When a caller should try again after the PDP did not answer, told as <c>Retry-After</c>. Default: 1 s.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether an endpoint that says nothing of authorization lets nobody in, where the application has no fallback policy of its own.
    /// Default: true. <c>AllowAnonymous</c> opens one.
    /// </summary>
    public bool DenyUnmarkedEndpoints { get; set; } = true;

    /// <summary>What is done about endpoints that say nothing of authorization when the application starts. Default: <see cref="UnmarkedEndpoints.Warn"/>.</summary>
    public UnmarkedEndpoints UnmarkedEndpoints { get; set; } = UnmarkedEndpoints.Warn;
}
