namespace Pdp.Identity.Tokens;

/// <summary>What came of verifying a token: it, or why it is refused.</summary>
/// <param name="Token">The token; null: it is refused.</param>
/// <param name="Problem">Why it is refused.</param>
public readonly record struct TokenResult(VerifiedToken? Token, TokenProblem Problem)
{
    internal static TokenResult Of(VerifiedToken token) => new(token, TokenProblem.None);

    internal static TokenResult Refused(TokenProblem problem) => new(null, problem);
}
