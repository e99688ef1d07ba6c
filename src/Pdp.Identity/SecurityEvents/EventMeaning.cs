using System.Collections.Immutable;
using System.Text.Json;
using Pdp.Identity.Revocations;
using Pdp.Identity.Tokens;

namespace Pdp.Identity.SecurityEvents;

/// <summary>What security events mean for what counts (CAEP 1.0, RISC 1.0). An event only ever takes away: none gives anything back.</summary>
/// <param name="Revocations">What is revoked.</param>
/// <param name="Other">The types of events that say nothing about that, or that are not known.</param>
/// <param name="Fault">What is wrong with an event that is known; null: nothing.</param>
public sealed record EventMeaning(ImmutableArray<Revocation> Revocations, ImmutableArray<string> Other, string? Fault)
{
    private const string Caep = "https://schemas.openid.net/secevent/caep/event-type/";
    private const string Risc = "https://schemas.openid.net/secevent/risc/event-type/";

    // the type that the subjects of JWT-SVIDs have
    private const string Workload = "workload";

    // times are told in whole seconds, those of tokens too: what was issued in the second of an event may have been issued before it
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // the subject is nobody any more
    private static readonly string[] ForGood = [Risc + "account-disabled", Risc + "account-purged"];

    // what was issued before does not count any more
    private static readonly string[] OfBefore = [Caep + "session-revoked", Risc + "sessions-revoked", Risc + "credential-compromise", Caep + "credential-change", Caep + "token-claims-change"];

    /// <summary>What an event means.</summary>
    public static EventMeaning Of(SecurityEvent told)
    {
        ArgumentNullException.ThrowIfNull(told);
        var revocations = ImmutableArray.CreateBuilder<Revocation>();
        var other = ImmutableArray.CreateBuilder<string>();
        foreach (var one in told.Claims.GetProperty("events").EnumerateObject())
        {
            var isForGood = ForGood.Contains(one.Name, StringComparer.Ordinal);
            if (!isForGood && !OfBefore.Contains(one.Name, StringComparer.Ordinal))
            {
                other.Add(one.Name);
                continue;
            }

            // drafts have the subject within the event
            if (!told.Claims.TryGetProperty("sub_id", out var subject) && !one.Value.TryGetProperty("subject", out subject))
                return Wrong("an event that revokes names no subject (`sub_id`)");
            if (!Claims.TryTime(one.Value, "event_timestamp", out var at)) return Wrong("`event_timestamp` is no time");
            var until = isForGood ? (DateTimeOffset?)null : told.IssuedAt + told.Transmitter.Hold;
            var reason = one.Name[(one.Name.LastIndexOf('/') + 1)..];
            if (!Add(revocations, subject, told, isForGood ? null : (at ?? told.IssuedAt) + Second, until, reason)) return Wrong("the subject of an event that revokes is of a form that is not known here");
        }

        return new EventMeaning(revocations.DrainToImmutable(), other.DrainToImmutable(), null);

        EventMeaning Wrong(string fault) => new([], [], fault);
    }

    // whether it is known what is meant: what is not must not be taken for nothing
    private static bool Add(
        ImmutableArray<Revocation>.Builder revocations, JsonElement subject, SecurityEvent told, DateTimeOffset? before, DateTimeOffset? until, string reason)
    {
        if (subject.ValueKind != JsonValueKind.Object || !Claims.TryId(subject, "format", out var format)) return false;
        if (format == "complex" || subject.TryGetProperty("session", out _) || subject.TryGetProperty("user", out _))
        {
            // a session is narrower than its user: it alone is meant, unless the user is nobody any more
            var hasUser = subject.TryGetProperty("user", out var user);
            if (subject.TryGetProperty("session", out var session) && (before is not null || !hasUser)) return AddSession(revocations, session, told, until, reason);
            return hasUser && Add(revocations, user, told, before, until, reason);
        }

        if (format == "aliases")
        {
            if (!subject.TryGetProperty("identifiers", out var all) || all.ValueKind != JsonValueKind.Array || all.GetArrayLength() is 0 or > 32) return false;
            var added = 0;
            foreach (var one in all.EnumerateArray())
            {
                if (Add(revocations, one, told, before, until, reason)) added++;
            }

            return added > 0;
        }

        if (format == "jwt_id")
        {
            if (!IsOfTransmitter(subject, told) || !Claims.TryId(subject, "jti", out var token) || token is null) return false;
            revocations.Add(new Revocation { Kind = RevokedKind.Token, Value = token, Issuer = told.Transmitter.TokensOf, Until = until, Reason = reason });
            return true;
        }

        if (Id(subject, format, told) is not { } id) return false;
        var isWorkload = Spiffe.SpiffeId.Parse(id) is not null;
        revocations.Add(isWorkload && before is null
            ? new Revocation { Kind = RevokedKind.SpiffeId, Value = id, Until = until, Reason = reason }
            : new Revocation
            {
                Kind = RevokedKind.Subject, SubjectType = isWorkload ? Workload : told.Transmitter.Issuer.SubjectType, Value = id, TokensBefore = before, Until = until, Reason = reason,
            });
        return true;
    }

    private static bool AddSession(ImmutableArray<Revocation>.Builder revocations, JsonElement session, SecurityEvent told, DateTimeOffset? until, string reason)
    {
        if (session.ValueKind != JsonValueKind.Object || !Claims.TryId(session, "format", out var format) || Id(session, format, told) is not { } id) return false;
        revocations.Add(new Revocation { Kind = RevokedKind.Session, Value = id, Issuer = told.Transmitter.TokensOf, Until = until, Reason = reason });
        return true;
    }

    // who has the same `sub` at another issuer is somebody else
    private static bool IsOfTransmitter(JsonElement subject, SecurityEvent told) =>
        told.Transmitter.TokensOf is not { } tokens || (Claims.TryId(subject, "iss", out var issuer) && (issuer == tokens || issuer == told.Transmitter.Issuer.Name));

    // RFC 9493, section 3.2
    private static string? Id(JsonElement subject, string? format, SecurityEvent told)
    {
        if (format == "iss_sub" && !IsOfTransmitter(subject, told)) return null;
        var name = format switch
        {
            "iss_sub" => "sub",
            "opaque" => "id",
            "email" => "email",
            "uri" => "uri",
            "account" => "uri",
            "phone_number" => "phone_number",
            _ => null,
        };
        return name is not null && Claims.TryId(subject, name, out var id, Revocation.LongestValue) ? id : null;
    }
}
