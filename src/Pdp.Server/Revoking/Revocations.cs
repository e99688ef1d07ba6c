using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Identity.Revocations;
using Pdp.Identity.Tokens;
using Pdp.Language.Values;
using Pdp.Server.Serving;
using Pdp.Server.Transport;
using Pdp.Wire.Lean;

namespace Pdp.Server.Revoking;

/// <summary>
/// What does not count any more: asked for every decision, and for every use of a token and every call of a certificate's holder. What
/// the operator's file says and what was revoked by calls and events are one list, which is swapped whole.
/// </summary>
internal sealed class Revocations : IRevocations, IDisposable
{
    private const string Policy = "pdp:revocations";
    private const long LastSecond = 253402300799;

    private readonly Lock _changing = new();
    private readonly RevocationJournal? _journal;
    private readonly BundleHolder _bundles;
    private readonly TimeProvider _clock;
    private DenyList _file;
    private DenyList _kept;
    private State _state;

    /// <param name="start">What is revoked at first.</param>
    /// <param name="bundles">Tells watchers of changes.</param>
    /// <param name="clock">The time.</param>
    public Revocations(RevocationStart start, BundleHolder bundles, TimeProvider clock)
    {
        (_file, _kept, _journal, _bundles, _clock) = (start.File, start.Kept, start.Journal, bundles, clock);
        _state = new State(Together(_file, _kept), Epoch(0));
    }

    /// <summary>What is revoked.</summary>
    public DenyList Current => Volatile.Read(ref _state).List;

    /// <summary>A number that grows with each change, and from one run to the next: microseconds since 1970.</summary>
    public long CurrentEpoch => Volatile.Read(ref _state).Epoch;

    /// <summary>What is revoked, and the number of that state.</summary>
    public (DenyList List, long Epoch) Now
    {
        get
        {
            var state = Volatile.Read(ref _state);
            return (state.List, state.Epoch);
        }
    }

    /// <summary>Whether what is revoked while the server runs outlives it; else nothing can be.</summary>
    public bool AreKept => _journal is not null;

    /// <summary>Whether the subject of a <c>CheckRequest</c> may be revoked; false: it is not.</summary>
    /// <param name="message">Its bytes.</param>
    public bool MayConcernSubjectOf(ReadOnlySpan<byte> message) => Current is { Count: > 0 } list && list.MayConcern(LeanRequestReader.SubjectId(message));

    /// <summary>Whether a subject may be revoked; false: it is not.</summary>
    /// <param name="id">Its id, in UTF-8.</param>
    public bool MayConcern(ReadOnlySpan<byte> id) => Current.MayConcern(id);

    /// <summary>What is told as the rule that denies a revoked subject; null: it is not revoked.</summary>
    public DeterminingRule? OfSubject(Entity subject, DateTimeOffset now) => Current.OfSubject(subject.Type, subject.Id, now) is { } found
        ? new DeterminingRule(Policy, 0, found.Kind == RevokedKind.SpiffeId ? "workload" : "subject", found.Reason.Length > 0 ? found.Reason : "the subject has been revoked")
        : null;

    /// <summary>Whether the holder of a certificate is revoked, by its certificate or as a workload.</summary>
    public bool AreOf(PeerIdentity peer, DateTimeOffset now) => Current.OfCertificate(peer.SpiffeId, peer.Serial, now) is not null;

    /// <summary>Whether the token of a subject is revoked that a gateway verified, and tells the claims of.</summary>
    public bool AreOf(Entity subject, StringMap claims, DateTimeOffset now) => Current is { Count: > 0 } list && list.OfToken(
        new TokenFacts(Text(claims, "iss"), Text(claims, "jti"), Text(claims, "sid"), subject.Type, subject.Id, Text(claims, "sub"), Issued(claims)), now) is not null;

    /// <inheritdoc/>
    public bool IsRevoked(VerifiedToken token) => Current is { Count: > 0 } list && list.OfToken(token, _clock.GetUtcNow()) is not null;

    /// <summary>Revokes; when this returns it is in force and outlives the server.</summary>
    /// <returns>The number of the state in which it is; null: there would be more than <see cref="DenyList.Most"/>, and nothing is revoked.</returns>
    /// <exception cref="IOException">It could not be kept, and is not revoked.</exception>
    /// <exception cref="InvalidOperationException">Nothing is kept.</exception>
    public long? Revoke(IReadOnlyCollection<Revocation> revocations)
    {
        var journal = _journal ?? throw new InvalidOperationException("nothing is kept");
        lock (_changing)
        {
            var next = _kept.With(revocations, _clock.GetUtcNow());
            if (next.Count > DenyList.Most) return null;

            // what is told again, as events are, says nothing new
            var changed = revocations.Select(static one => one.Thing).Distinct().Select(thing => next.Find(thing)!).Where(one => _kept.Find(one.Thing) != one).ToArray();
            if (changed.Length == 0) return CurrentEpoch;
            journal.Add(changed);
            return Put(_file, next);
        }
    }

    /// <summary>Takes back what was revoked by <see cref="Revoke"/>.</summary>
    /// <returns>How many were, how many are revoked by the file still, and the number of the state.</returns>
    /// <exception cref="IOException">It could not be kept, and nothing is taken back.</exception>
    /// <exception cref="InvalidOperationException">Nothing is kept.</exception>
    public (int Restored, int Still, long Epoch) Restore(IReadOnlyCollection<Revocation> revocations)
    {
        var journal = _journal ?? throw new InvalidOperationException("nothing is kept");
        lock (_changing)
        {
            var found = revocations.Where(one => _kept.Find(one.Thing) is not null).ToArray();
            var still = revocations.Count(one => _file.Find(one.Thing) is not null);
            if (found.Length == 0) return (0, still, CurrentEpoch);
            journal.Remove(found);
            return (found.Length, still, Put(_file, _kept.Without(found.Select(static one => one.Thing))));
        }
    }

    /// <summary>Takes what the operator's file says now in place of what it said.</summary>
    /// <returns>Whether it says anything else.</returns>
    public bool TakeFile(DenyList list)
    {
        lock (_changing)
        {
            if (list.IsAs(_file)) return false;
            Put(list, _kept);
            return true;
        }
    }

    /// <summary>Forgets what does not count any more.</summary>
    public void Forget()
    {
        lock (_changing)
        {
            var now = _clock.GetUtcNow();
            var gone = _kept.All.Where(one => !one.CountsAt(now)).Select(static one => one.Thing).ToArray();
            if (gone.Length > 0)
            {
                // what is gone was not told any more: no watcher need know
                _kept = _kept.Without(gone);
                Volatile.Write(ref _state, _state with { List = Together(_file, _kept) });
            }

            _journal?.Compact(_kept);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _journal?.Dispose();

    private long Put(DenyList file, DenyList kept)
    {
        (_file, _kept) = (file, kept);
        var next = new State(Together(file, kept), Epoch(_state.Epoch));
        Volatile.Write(ref _state, next);
        _bundles.Signal();
        return next.Epoch;
    }

    private static string? Text(StringMap claims, string name) => claims.TryGet(name, out var claim) ? claim.AsString : null;

    // one that does not say when may have been issued before anything
    private static DateTimeOffset? Issued(StringMap claims) =>
        claims.TryGet("iat", out var claim) && Seconds(claim) is >= 0 and <= LastSecond and var seconds ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;

    private static double Seconds(in Value value) => value.Kind switch
    {
        ValueKind.Int => value.AsInt,
        ValueKind.Double => value.AsDouble,
        _ => double.NaN,
    };

    private DenyList Together(DenyList file, DenyList kept) => file.Count == 0 ? kept : kept.Count == 0 ? file : file.With(kept.All, _clock.GetUtcNow());

    private long Epoch(long before) => Math.Max(before + 1, (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    private sealed record State(DenyList List, long Epoch);
}
