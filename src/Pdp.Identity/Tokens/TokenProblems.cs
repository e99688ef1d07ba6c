namespace Pdp.Identity.Tokens;

/// <summary>The codes and sentences of refusals, for answers and logs.</summary>
public static class TokenProblems
{
    /// <summary>The code, such as <c>token-expired</c>; it never changes its meaning.</summary>
    public static string Code(this TokenProblem problem) => problem switch
    {
        TokenProblem.None => "ok",
        TokenProblem.TooLarge => "token-too-large",
        TokenProblem.Malformed => "token-malformed",
        TokenProblem.HeaderRefused => "token-header-refused",
        TokenProblem.TypeRefused => "token-type-refused",
        TokenProblem.AlgorithmRefused => "token-algorithm-refused",
        TokenProblem.KeyIdRefused => "token-key-id-refused",
        TokenProblem.IssuerUnknown => "token-issuer-unknown",
        TokenProblem.KeyUnknown => "token-key-unknown",
        TokenProblem.KeysUnavailable => "token-keys-unavailable",
        TokenProblem.SignatureWrong => "token-signature-wrong",
        TokenProblem.Expired => "token-expired",
        TokenProblem.NotYetValid => "token-not-yet-valid",
        TokenProblem.AudienceWrong => "token-audience-wrong",
        TokenProblem.ClaimsRefused => "token-claims-refused",
        TokenProblem.BindingMissing => "token-binding-missing",
        TokenProblem.BindingWrong => "token-binding-wrong",
        _ => "token-revoked",
    };

    /// <summary>A sentence for people, without any text of the token.</summary>
    public static string Text(this TokenProblem problem) => problem switch
    {
        TokenProblem.None => "the token is valid",
        TokenProblem.TooLarge => "the token is longer than 16384 bytes",
        TokenProblem.Malformed => "the token is no well-formed JWT",
        TokenProblem.HeaderRefused => "the token's header has a member that is not allowed",
        TokenProblem.TypeRefused => "the token's `typ` is not one that its issuer may use here",
        TokenProblem.AlgorithmRefused => "the token's `alg` is not that of its key, or not allowed",
        TokenProblem.KeyIdRefused => "the token's `kid` is absent or malformed",
        TokenProblem.IssuerUnknown => "the token's issuer is not configured",
        TokenProblem.KeyUnknown => "the token's issuer has no key of that `kid`",
        TokenProblem.KeysUnavailable => "the keys of the token's issuer cannot be had",
        TokenProblem.SignatureWrong => "the token's signature is wrong",
        TokenProblem.Expired => "the token has expired or is too old",
        TokenProblem.NotYetValid => "the token is not valid yet",
        TokenProblem.AudienceWrong => "the token is not meant for this service",
        TokenProblem.ClaimsRefused => "a claim of the token is absent or malformed",
        TokenProblem.BindingMissing => "the token is bound, or has to be, and no proof came with it",
        TokenProblem.BindingWrong => "the token is bound to another key or certificate",
        _ => "the token has been revoked",
    };
}
