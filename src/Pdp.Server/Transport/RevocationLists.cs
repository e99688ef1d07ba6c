using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Server.Transport;

/// <summary>Which certificates their authorities have revoked.</summary>
/// <param name="Lists">The lists.</param>
internal sealed record RevocationLists(ImmutableArray<RevocationList> Lists)
{
    /// <summary>Whether each authority has to have one; else those that have none revoke nothing.</summary>
    public bool AreOfEachAuthority { get; init; } = true;

    /// <summary>What speaks against a certificate; an authority that has lists, or has to, has to have one that holds.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="issuer">Who issued it.</param>
    /// <param name="now">The time.</param>
    /// <param name="until">Becomes the time at which this has to be asked again, if that is sooner.</param>
    /// <returns>Null when nothing does.</returns>
    public string? Check(X509Certificate2 certificate, X509Certificate2 issuer, DateTimeOffset now, ref DateTimeOffset until)
    {
        var name = Convert.ToHexString(issuer.SubjectName.RawData);
        var isAsked = AreOfEachAuthority;
        var holds = false;
        foreach (var list in Lists)
        {
            if (!string.Equals(list.Issuer, name, StringComparison.Ordinal) || !list.IsSignedBy(issuer)) continue;
            isAsked = true;
            if (list.Names(certificate)) return $"its authority `{issuer.Subject}` has revoked the certificate with the serial number `{certificate.SerialNumber}`";
            if (!list.HoldsAt(now)) continue;
            holds = true;
            if (list.Until is { } end && end < until) until = end;
        }

        return holds || !isAsked ? null : $"no list of revoked certificates of `{issuer.Subject}` holds now";
    }
}
