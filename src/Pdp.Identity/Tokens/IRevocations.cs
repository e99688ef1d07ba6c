namespace Pdp.Identity.Tokens;

/// <summary>Knows what has been revoked. It is asked for every use of a token, those from the cache too.</summary>
public interface IRevocations
{
    /// <summary>Whether the token, its session or its subject has been revoked. It is called often and must not wait.</summary>
    bool IsRevoked(VerifiedToken token);
}
