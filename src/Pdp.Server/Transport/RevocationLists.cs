using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Server.Transport;

/// <summary>Which certificates their authorities have revoked. Where that cannot be known, certificates are refused.</summary>
/// <param name="Lists">The lists.</param>
internal sealed record RevocationLists(ImmutableArray<RevocationList> Lists)
{
    /// <summary>Whether each authority has to have one; else those of whom nothing was published revoke nothing.</summary>
    public bool AreOfEachAuthority { get; init; } = true;

    /// <summary>The lists that an authority of this trust domain has signed and that have its name.</summary>
    private ImmutableHashSet<RevocationList> Vouched { get; init; } = [];

    /// <summary>The lists of which that is true of another trust domain alone.</summary>
    private ImmutableHashSet<RevocationList> Foreign { get; init; } = [];

    /// <summary>The names of authorities, as lists have them, of which something was published that cannot be relied upon.</summary>
    public ImmutableHashSet<string> Unusable { get; init; } = [];

    /// <summary>Whether something was published that cannot be relied upon, and it is not known by whom.</summary>
    public bool HasNameless { get; init; }

    /// <summary>
    /// Lists that were in force, of authorities of which something that cannot be relied upon has come in their place: what they revoke stays
    /// revoked, and they say nothing else.
    /// </summary>
    public ImmutableArray<RevocationList> Former { get; init; } = [];

    /// <summary>Those of the lists there were that must not be lost, because what came in their place cannot be relied upon.</summary>
    /// <param name="before">What was in force; null: nothing.</param>
    /// <param name="now">The lists that can be relied upon now.</param>
    /// <param name="authorities">The authorities that are known.</param>
    /// <param name="isFaulty">Whether something of an issuer cannot be relied upon.</param>
    public static IEnumerable<RevocationList> Outlasting(
        RevocationLists? before, IReadOnlyCollection<RevocationList> now, IReadOnlyCollection<X509Certificate2> authorities, Func<string, bool> isFaulty) =>
        before is null ? [] : [.. before.Lists.Concat(before.Former).Where(one => isFaulty(one.Issuer) && !now.Any(other => other.Replaces(one, authorities)))];

    /// <summary>
    /// The same as one trust domain sees it: what is another's says nothing of its certificates, though their authorities have one name.
    /// </summary>
    /// <param name="own">The authorities of the trust domain.</param>
    /// <param name="all">Those of all trust domains.</param>
    public RevocationLists Of(X509Certificate2Collection own, X509Certificate2Collection all)
    {
        var every = Lists.AddRange(Former);
        ImmutableHashSet<RevocationList> vouched = [.. every.Where(list => own.Any(list.IsOf))];
        return this with { Vouched = vouched, Foreign = [.. every.Where(list => !vouched.Contains(list) && all.Any(list.IsOf))] };
    }

    /// <summary>What speaks against a certificate; an authority that has lists, or has to, has to have one that holds and that it has signed.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="issuer">Who issued it.</param>
    /// <param name="now">The time.</param>
    /// <param name="until">Becomes the time at which this has to be asked again, if that is sooner.</param>
    /// <returns>Null when nothing does.</returns>
    public string? Check(X509Certificate2 certificate, X509Certificate2 issuer, DateTimeOffset now, ref DateTimeOffset until)
    {
        var name = Convert.ToHexString(issuer.SubjectName.RawData);
        var isUnsure = HasNameless || Unusable.Contains(name);
        var isAsked = AreOfEachAuthority || isUnsure;
        var holds = false;
        foreach (var list in Former)
        {
            if (string.Equals(list.Issuer, name, StringComparison.Ordinal) && list.Names(certificate) && (Vouched.Contains(list) || list.IsSignedBy(issuer)))
                return Revoked(certificate, issuer);
        }

        foreach (var list in Lists)
        {
            if (!string.Equals(list.Issuer, name, StringComparison.Ordinal)) continue;

            var isItsOwn = list.IsSignedBy(issuer);
            if (!isItsOwn && Foreign.Contains(list)) continue;

            // one that nobody has signed may be what is left of one that names the certificate
            isAsked = true;
            if (!isItsOwn && !Vouched.Contains(list)) continue;
            if (list.Names(certificate)) return Revoked(certificate, issuer);

            // an authority that has a new key signs for those of its old one with it, and the other way round (RFC 5280, section 6.3.3); it
            // does not stand in for one that cannot be relied upon and may have named more
            if (!list.HoldsAt(now) || ((AreOfEachAuthority || isUnsure) && !isItsOwn)) continue;
            holds = true;
            if (list.Until is { } end && end < until) until = end;
        }

        return holds || !isAsked ? null : $"no list of revoked certificates of `{issuer.Subject}` holds now";
    }

    private static string Revoked(X509Certificate2 certificate, X509Certificate2 issuer) =>
        $"its authority `{issuer.Subject}` has revoked the certificate with the serial number `{certificate.SerialNumber}`";
}
