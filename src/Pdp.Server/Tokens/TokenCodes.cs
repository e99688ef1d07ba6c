namespace Pdp.Server.Tokens;

/// <summary>Codes of the findings in the document of issuers. A code never changes its meaning.</summary>
internal static class TokenCodes
{
    /// <summary>Something is wrong with the document of issuers.</summary>
    public const string WrongIssuers = "PDP0601";
}
