using System.Security.Claims;

namespace Pdp.Client.AspNetCore;

/// <summary>Says who the caller is.</summary>
internal static class SubjectReader
{
    /// <summary>Whether somebody has vouched for the caller.</summary>
    public static bool IsKnown(ClaimsPrincipal user) => user.Identities.Any(identity => identity.IsAuthenticated);

    /// <summary>Reads the claims.</summary>
    /// <exception cref="QuestionException">They do not say who it is, or contradict each other.</exception>
    public static PdpSubject Read(ClaimsPrincipal user, PdpAuthorizationOptions options)
    {
        var claims = Claims(user);
        var id = options.SubjectIdClaims.Select(type => One(claims, type)).FirstOrDefault(value => value is not null)
            ?? throw new QuestionException($"the caller has no claim `{string.Join("` or `", options.SubjectIdClaims)}`", 403);
        var type = options.SubjectTypeClaim is { } claim ? One(claims, claim) : null;
        var subject = new PdpSubject(type ?? options.SubjectType, id);
        options.SubjectAttributes.Read(claims, subject);
        return subject;
    }

    /// <summary>Reads the claims that are told beside a token, which says by itself who it is.</summary>
    public static PdpSubject ReadBeside(ClaimsPrincipal user, PdpAuthorizationOptions options)
    {
        var subject = PdpSubject.OfToken();
        options.SubjectAttributes.Read(Claims(user), subject);
        return subject;
    }

    // what an identity says for which nobody has vouched is worth nothing
    private static Claim[] Claims(ClaimsPrincipal user) => [.. user.Identities.Where(identity => identity.IsAuthenticated).SelectMany(identity => identity.Claims)];

    // two identities may well say the same
    private static string? One(Claim[] claims, string type)
    {
        string[] values = [.. claims.Where(claim => string.Equals(claim.Type, type, StringComparison.Ordinal)).Select(claim => claim.Value).Distinct(StringComparer.Ordinal)];
        return values.Length > 1 ? throw new QuestionException($"the caller's claims `{type}` contradict each other", 403)
            : values is [{ Length: > 0 } value] ? value : null;
    }
}
