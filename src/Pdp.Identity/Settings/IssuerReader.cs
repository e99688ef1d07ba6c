using Pdp.Identity.Keys;
using Pdp.Identity.Spiffe;
using Pdp.Identity.WorkloadApi;

namespace Pdp.Identity.Settings;

/// <summary>Reads an issuer.</summary>
internal static class IssuerReader
{
    private static readonly string[] _algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
    private static readonly string[] _rsaAlgorithms = [.. _algorithms.Where(static name => name[0] is 'R' or 'P')];
    private static readonly string[] _accessTokenAlgorithms = ["RS256", "PS256", "ES256", "ES384"];
    private static readonly string[] _bindings = ["enforced", "required", "caller"];

    /// <summary>The issuer; null when what is wrong leaves none.</summary>
    public static IssuerSettings? Read(ObjectReader item, string folder, bool allowHttp, WorkloadAddress? workloadApi)
    {
        var isSvid = item.Has("trustDomain");
        if (isSvid == item.Has("issuer")) item.Wrong("", "expected either `issuer` or `trustDomain`");
        var name = isSvid ? item.Text("trustDomain") : item.Text("issuer");
        if (isSvid && name is not null && !SpiffeId.IsTrustDomain(name)) item.Wrong("trustDomain", $"expected a trust domain such as `example.org`, got `{name}`");
        var audiences = item.Texts("audiences", isRequired: true);
        var algorithms = item.Words("algorithms", _algorithms);
        var rsa = item.Word("rsaAlgorithm", _rsaAlgorithms);
        var types = isSvid ? null : item.Texts("types", isRequired: false, mayHaveEmpty: true);
        var required = item.Texts("requiredClaims", isRequired: false);
        var keys = item.Object("keys", isRequired: true) is { } place ? Keys(place, name, folder, isSvid, allowHttp, workloadApi) : null;
        var subject = item.Object("subject");
        var subjectType = subject?.Text("type");
        var subjectClaim = isSvid ? null : subject?.Text("id");
        subject?.End();
        var settings = new IssuerSettings
        {
            Name = name ?? "",
            Profile = isSvid ? TokenProfile.JwtSvid : TokenProfile.AccessToken,
            Audiences = audiences ?? [],
            Algorithms = algorithms ?? (isSvid ? _algorithms : _accessTokenAlgorithms),
            Types = isSvid ? ["", "jwt", "jose"] : [.. (types ?? ["at+jwt", "application/at+jwt"]).Select(static type => type.ToLowerInvariant())],
            RequiredClaims = required ?? (isSvid ? ["sub", "aud", "exp"] : ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"]),
            Keys = keys ?? new KeyPlace(),
            RsaAlgorithm = rsa,
            Source = $"{item.Source} in {folder}, {allowHttp}, {workloadApi?.Text}",
            SubjectType = subjectType ?? (isSvid ? "workload" : "user"),
            SubjectClaim = subjectClaim ?? "sub",
            Skew = item.Duration("clockSkew", TimeSpan.FromSeconds(30), TimeSpan.Zero, TimeSpan.FromMinutes(2)),
            MaxAge = item.OptionalDuration("maxAge", TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
            Refresh = item.Duration("refresh", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)),
            LookAgain = item.Duration("lookAgain", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            MaxStale = item.Duration("maxStale", TimeSpan.FromHours(24), TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
            Timeout = item.Duration("timeout", TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            Binding = item.Word("binding", _bindings) switch
            {
                "required" => BindingRule.Required,
                "caller" => BindingRule.Caller,
                _ => BindingRule.Enforced,
            },
        };
        if (settings.MaxStale < settings.Refresh) item.Wrong("maxStale", "expected at least `refresh`: the keys would never count until they are read again");
        item.End();
        return name is null ? null : settings;
    }

    /// <summary>A transmitter of security events; null when what is wrong leaves none.</summary>
    public static IssuerSettings? ReadTransmitter(ObjectReader item, string folder, bool allowHttp)
    {
        var name = item.Text("issuer", isRequired: true);
        var audiences = item.Texts("audiences", isRequired: true);
        var algorithms = item.Words("algorithms", _accessTokenAlgorithms);
        var rsa = item.Word("rsaAlgorithm", _rsaAlgorithms);
        var keys = item.Object("keys", isRequired: true) is { } place ? Keys(place, name, folder, isSvid: false, allowHttp, workloadApi: null) : null;
        var settings = new IssuerSettings
        {
            Name = name ?? "",
            Profile = TokenProfile.SecurityEvent,
            Audiences = audiences ?? [],
            Algorithms = algorithms ?? _accessTokenAlgorithms,
            Types = ["secevent+jwt", "application/secevent+jwt"],
            RequiredClaims = ["iss", "iat", "jti", "aud", "events"],
            Keys = keys ?? new KeyPlace(),
            RsaAlgorithm = rsa,
            SubjectType = item.Text("subjectType") ?? "user",
            Skew = item.Duration("clockSkew", TimeSpan.FromSeconds(30), TimeSpan.Zero, TimeSpan.FromMinutes(2)),
            Refresh = item.Duration("refresh", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)),
            LookAgain = item.Duration("lookAgain", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            MaxStale = item.Duration("maxStale", TimeSpan.FromHours(24), TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
            Timeout = item.Duration("timeout", TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        };
        if (settings.MaxStale < settings.Refresh) item.Wrong("maxStale", "expected at least `refresh`: the keys would never count until they are read again");
        return name is null ? null : settings;
    }

    private static KeyPlace Keys(ObjectReader place, string? issuer, string folder, bool isSvid, bool allowHttp, WorkloadAddress? workloadApi)
    {
        if (new[] { place.Has("discovery"), place.Has("jwks"), place.Has("file"), place.Has("workloadApi") }.Count(static has => has) != 1)
        {
            place.Wrong("", isSvid ? "expected one of `jwks`, `file` and `workloadApi`" : "expected one of `discovery`, `jwks` and `file`");
        }

        var isPushed = place.Has("workloadApi");
        if (isPushed && !isSvid) place.Wrong("workloadApi", "the Workload API has keys of trust domains alone");
        else if (isPushed && !place.Flag("workloadApi")) place.Wrong("workloadApi", "expected `true`, or no such member");
        else if (isPushed && workloadApi is null)
            place.Wrong("workloadApi", "it is not said where the Workload API is", $"give `--tls-workload-api ADDRESS`, or set `{WorkloadAddress.Variable}`");

        var file = place.Text("file");
        var jwks = Address(place, "jwks", allowHttp);
        var discovery = Discovery(place, issuer, isSvid, allowHttp);
        var hosts = place.Texts("hosts", isRequired: false);
        var ca = place.Text("ca");
        if (ca is not null && !System.IO.File.Exists(Path.Combine(folder, ca))) place.Wrong("ca", $"no file `{ca}`");
        place.End();
        return new KeyPlace
        {
            Discovery = discovery,
            Jwks = jwks,
            WorkloadApi = isPushed ? workloadApi : null,
            File = file is null ? null : Path.Combine(folder, file),
            Hosts = hosts ?? [],
            Ca = ca is null ? null : Path.Combine(folder, ca),
        };
    }

    // The discovery document stands below the issuer's identifier (OpenID Connect Discovery 1.0, section 4.1), unless another is named.
    private static Uri? Discovery(ObjectReader place, string? issuer, bool isSvid, bool allowHttp)
    {
        if (!place.Has("discovery")) return null;
        if (isSvid)
        {
            place.Wrong("discovery", "a trust domain has no discovery document: expected `jwks`, `file` or `workloadApi`");
            return null;
        }

        var text = place.Text("discovery");
        if (text != "issuer") return text is null ? null : Address(place, "discovery", allowHttp);
        if (issuer is not null && Uri.TryCreate(issuer.TrimEnd('/') + "/.well-known/openid-configuration", UriKind.Absolute, out var address)
            && KeyUrl.IsAllowed(address, allowHttp))
        {
            return address;
        }

        place.Wrong("discovery", "expected the issuer to be an https URL, below which the discovery document stands");
        return null;
    }

    private static Uri? Address(ObjectReader place, string name, bool allowHttp)
    {
        if (place.Text(name) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && KeyUrl.IsAllowed(address, allowHttp)) return address;
        // what may have a password is told without it
        var told = text.AsSpan().ContainsAny("@?") ? "another text" : $"`{text}`";
        place.Wrong(name, $"expected an https URL{(text.Contains('@', StringComparison.Ordinal) ? " without user and password" : "")}, got {told}",
            text.StartsWith("http://", StringComparison.Ordinal) ? "`allowLoopbackHttp` allows http of this machine, for trials" : null);
        return null;
    }
}
