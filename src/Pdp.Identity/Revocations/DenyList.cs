using System.Collections.Immutable;
using System.Text;
using Pdp.Identity.Tokens;

namespace Pdp.Identity.Revocations;

/// <summary>
/// All that is revoked, at one time. It never changes: what is added makes another list, which shares most with this one.
/// <para>Nearly every question is about nothing revoked: <see cref="MayConcern"/> says so from a few bits, and only what passes it is looked up.</para>
/// </summary>
public sealed class DenyList
{
    /// <summary>The most that are known at a time.</summary>
    public const int Most = 100_000;

    private const int LeastBits = 1 << 12;
    private const int BitsOfEach = 64;

    private readonly ImmutableDictionary<RevokedThing, Revocation> _all;
    private readonly ulong[] _marks;

    private DenyList(ImmutableDictionary<RevokedThing, Revocation> all, ulong[] marks) => (_all, _marks) = (all, marks);

    /// <summary>Nothing.</summary>
    public static DenyList Empty { get; } = new(ImmutableDictionary<RevokedThing, Revocation>.Empty, new ulong[LeastBits / 64]);

    /// <summary>How many there are, some of which may not count any more.</summary>
    public int Count => _all.Count;

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<Revocation> All => _all.Values;

    /// <summary>The list of these.</summary>
    public static DenyList Of(IEnumerable<Revocation> revocations) => Empty.With(revocations);

    /// <summary>This list with some more. What is known of a thing already is not forgotten: it counts for as long as either says.</summary>
    /// <param name="revocations">They.</param>
    /// <param name="now">The time: what is known and does not count any more says nothing; null: all of it counts.</param>
    public DenyList With(IEnumerable<Revocation> revocations, DateTimeOffset? now = null)
    {
        ArgumentNullException.ThrowIfNull(revocations);
        var all = _all.ToBuilder();
        var added = new List<Revocation>();
        foreach (var one in revocations)
        {
            all[one.Thing] = all.TryGetValue(one.Thing, out var known) && (now is not { } time || known.CountsAt(time)) ? known.And(one) : one;
            added.Add(one);
        }

        var next = all.ToImmutable();
        if (next.Count * BitsOfEach > _marks.Length * 64 && next.Count * BitsOfEach > LeastBits) return new DenyList(next, Marks(next.Values, next.Count));
        var marks = (ulong[])_marks.Clone();
        Mark(marks, added);
        return new DenyList(next, marks);
    }

    /// <summary>This list without some.</summary>
    public DenyList Without(IEnumerable<RevokedThing> things)
    {
        var all = _all.RemoveRange(things);
        return new DenyList(all, Marks(all.Values, all.Count));
    }

    /// <summary>Whether another list says the same.</summary>
    public bool IsAs(DenyList other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Count == other.Count && _all.All(one => other._all.TryGetValue(one.Key, out var found) && found == one.Value);
    }

    /// <summary>What is known of a thing, whether or not it still counts; null: nothing.</summary>
    public Revocation? Find(RevokedThing thing) => _all.GetValueOrDefault(thing);

    /// <summary>Whether a subject of this id may be revoked; false: it is not.</summary>
    /// <param name="id">The id, in UTF-8.</param>
    public bool MayConcern(ReadOnlySpan<byte> id)
    {
        if (_all.Count == 0) return false;
        var bit = Hash(id) & (uint)((_marks.Length * 64) - 1);
        return (_marks[bit >> 6] & (1UL << (int)(bit & 63))) != 0;
    }

    /// <summary>Why a subject counts no more, with or without a token; null: it does.</summary>
    public Revocation? OfSubject(string type, string id, DateTimeOffset now)
    {
        if (_all.Count == 0) return null;
        return Counting(new RevokedThing(RevokedKind.Subject, type, id, null), now) is { TokensBefore: null } subject
            ? subject
            : Counting(Workload(id), now);
    }

    /// <summary>Why the holder of a certificate counts no more; null: it does.</summary>
    /// <param name="spiffeId">Its SPIFFE ID; null: it has none.</param>
    /// <param name="serial">Its serial number, in hexadecimal.</param>
    /// <param name="now">The time.</param>
    public Revocation? OfCertificate(string? spiffeId, string serial, DateTimeOffset now)
    {
        if (_all.Count == 0) return null;
        return (Revocation.Serial(serial) is { } number ? Counting(new RevokedThing(RevokedKind.Certificate, null, number, null), now) : null)
            ?? (spiffeId is null ? null : Counting(Workload(spiffeId), now));
    }

    /// <summary>Why a token counts no more; null: it does.</summary>
    public Revocation? OfToken(VerifiedToken token, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(token);
        return OfToken(
            new TokenFacts(token.Issuer, token.TokenId, token.SessionId, token.SubjectType, token.SubjectId, token.Subject, token.IssuedAt), now);
    }

    /// <summary>Why a token counts no more of which these are known; null: it does.</summary>
    public Revocation? OfToken(TokenFacts token, DateTimeOffset now)
    {
        if (_all.Count == 0) return null;
        return OfIssuer(RevokedKind.Token, token.Id, token.Issuer, now)
            ?? OfIssuer(RevokedKind.Session, token.Session, token.Issuer, now)
            ?? OfSubject(token, token.SubjectId, now)
            ?? OfSubject(token, token.Subject, now)
            ?? (token.Subject is { } subject ? Counting(Workload(subject), now) : null);
    }

    private static RevokedThing Workload(string id) => new(RevokedKind.SpiffeId, null, id, null);

    private static ulong[] Marks(IEnumerable<Revocation> all, int count)
    {
        var bits = LeastBits;

        // twice as many as there are, so that some can be added
        while (bits < 2L * count * BitsOfEach) bits *= 2;
        var marks = new ulong[bits / 64];
        Mark(marks, all);
        return marks;
    }

    private static void Mark(ulong[] marks, IEnumerable<Revocation> all)
    {
        foreach (var one in all)
        {
            if (one.Kind is not (RevokedKind.Subject or RevokedKind.SpiffeId)) continue;
            var bit = Hash(Encoding.UTF8.GetBytes(one.Value)) & (uint)((marks.Length * 64) - 1);
            marks[bit >> 6] |= 1UL << (int)(bit & 63);
        }
    }

    // seeded anew in each process: nobody can choose ids that look revoked
    private static uint Hash(ReadOnlySpan<byte> id)
    {
        var hash = new HashCode();
        hash.AddBytes(id);
        return (uint)hash.ToHashCode();
    }

    private Revocation? OfIssuer(RevokedKind kind, string? value, string? issuer, DateTimeOffset now) => value is null
        ? null
        : Counting(new RevokedThing(kind, null, value, issuer), now) ?? Counting(new RevokedThing(kind, null, value, null), now);

    // a token that does not say when it was issued may have been issued before anything
    private Revocation? OfSubject(in TokenFacts token, string? id, DateTimeOffset now) =>
        id is not null && Counting(new RevokedThing(RevokedKind.Subject, token.SubjectType, id, null), now) is { } subject
        && (subject.TokensBefore is not { } before || token.IssuedAt is not { } issued || issued < before)
            ? subject
            : null;

    private Revocation? Counting(RevokedThing thing, DateTimeOffset now) => _all.TryGetValue(thing, out var found) && found.CountsAt(now) ? found : null;
}
