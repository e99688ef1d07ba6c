namespace Pdp.Identity.Tokens;

/// <summary>Why a token is refused. No text of the token is ever part of it.</summary>
public enum TokenProblem
{
    /// <summary>It is not refused.</summary>
    None,

    /// <summary>It is longer than the bound.</summary>
    TooLarge,

    /// <summary>It is no JWS in compact serialisation: segments, base64url, UTF-8 or JSON are not exactly what RFC 7515 and RFC 7519 say.</summary>
    Malformed,

    /// <summary>Its header has a member that is not allowed, such as <c>crit</c>, <c>jwk</c> or <c>jku</c>.</summary>
    HeaderRefused,

    /// <summary>Its <c>typ</c> is not one of its issuer's.</summary>
    TypeRefused,

    /// <summary>Its <c>alg</c> is not one of its issuer's, or not that of its key.</summary>
    AlgorithmRefused,

    /// <summary>It names no key, or in a form that is not allowed.</summary>
    KeyIdRefused,

    /// <summary>No issuer of that name is configured.</summary>
    IssuerUnknown,

    /// <summary>Its issuer has no such key, or has withdrawn it.</summary>
    KeyUnknown,

    /// <summary>The keys of its issuer were never read, or so long ago that they count no more.</summary>
    KeysUnavailable,

    /// <summary>Its signature is not that of its key.</summary>
    SignatureWrong,

    /// <summary>Its time is over, or it is older than its issuer's tokens may be.</summary>
    Expired,

    /// <summary>Its time has not come yet.</summary>
    NotYetValid,

    /// <summary>It is meant for others.</summary>
    AudienceWrong,

    /// <summary>A claim is absent that its profile requires, or has a form that is not allowed.</summary>
    ClaimsRefused,

    /// <summary>It is bound to a key or a certificate, or should be, and there is no proof.</summary>
    BindingMissing,

    /// <summary>It is bound to another key or certificate than the one shown.</summary>
    BindingWrong,

    /// <summary>It, its session or its subject has been revoked.</summary>
    Revoked,
}
