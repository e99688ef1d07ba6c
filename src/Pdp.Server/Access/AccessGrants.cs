using Pdp.Identity.Revocations;

namespace Pdp.Server.Access;

/// <summary>
/// What a caller may, as the policies said lately. Many calls ask the same: the answer is kept for <see cref="Lifetime"/>, so that policies
/// may depend on the time, and not beyond a change of what is in force.
/// </summary>
internal sealed class AccessGrants
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    // whoever asks about ever new types has each decided anew
    private const int Most = 32;

    // a connection may be left open for long: it must not hold much of what was asked on it
    private const int LongestTypes = 256;

    private Grant[] _grants = [];

    /// <summary>How many answers are kept.</summary>
    public int Count => Volatile.Read(ref _grants).Length;

    /// <summary>What was said; null: nothing that still counts.</summary>
    /// <param name="state">What is in force.</param>
    /// <param name="revoked">What is revoked.</param>
    /// <param name="action">The action.</param>
    /// <param name="subject">The type of the question's subject; empty: it is about none.</param>
    /// <param name="resource">The type of the question's resource; empty: it is about none.</param>
    /// <param name="now">The clock's timestamp.</param>
    public bool? Find(AccessState state, DenyList revoked, string action, string subject, string resource, long now)
    {
        foreach (var grant in Volatile.Read(ref _grants))
        {
            if (string.Equals(grant.Resource, resource, StringComparison.Ordinal) && string.Equals(grant.Subject, subject, StringComparison.Ordinal)
                && string.Equals(grant.Action, action, StringComparison.Ordinal))
            {
                return ReferenceEquals(grant.State, state) && ReferenceEquals(grant.Revoked, revoked) && now < grant.Until ? grant.IsPermitted : null;
            }
        }

        return null;
    }

    /// <summary>Keeps what was said. Where two do so at the same time one may be lost, which is decided again then.</summary>
    public void Keep(AccessState state, DenyList revoked, string action, string subject, string resource, long until, bool isPermitted)
    {
        if (subject.Length + resource.Length > LongestTypes) return;
        var before = Volatile.Read(ref _grants);
        var rest = before.Where(grant => grant.Resource != resource || grant.Subject != subject || grant.Action != action).Take(Most - 1);
        Volatile.Write(ref _grants, [new Grant(state, revoked, action, subject, resource, until, isPermitted), .. rest]);
    }

    private sealed record Grant(AccessState State, DenyList Revoked, string Action, string Subject, string Resource, long Until, bool IsPermitted);
}
