using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Identity.Revocations;
using Pdp.Identity.Tokens;
using Pdp.Language.Values;
using Pdp.Server.Logging;
using Pdp.Server.Revoking;
using Pdp.Server.Settings;
using Pdp.Server.Telemetry;
using Pdp.Server.Tokens;

namespace Pdp.Server.Access;

/// <summary>Says who calls, and what it may: by policies, as the server's own questions are decided.</summary>
/// <param name="first">What says so first.</param>
/// <param name="clock">The time.</param>
/// <param name="meter">Counts refusals.</param>
/// <param name="logger">Is told of refusals.</param>
/// <param name="revocations">What does not count any more.</param>
/// <param name="tokens">Verifies tokens.</param>
/// <param name="options">Whether callers may show tokens.</param>
internal sealed partial class AccessControl(
    AccessState first, Revocations revocations, SubjectTokens tokens, PdpServerOptions options, TimeProvider clock, AccessMeter meter, ILogger<AccessControl> logger)
{
    private const string Scheme = "Bearer ";
    private const string Unknown = "the credential in `authorization` is none of those that this server takes";

    private static readonly Entity Server = new("pdp", "pdp", StringMap.Empty);

    private readonly long _lifetime = clock.TimestampFrequency * (long)AccessGrants.Lifetime.TotalMilliseconds / 1000;
    private readonly bool _takesTokens = options.CallerTokens;
    private readonly RecordPause _pause = new(clock);
    private readonly StripedCounts _asked = new(2);
    private AccessState _current = first;

    /// <summary>What is in force.</summary>
    public AccessState Current => Volatile.Read(ref _current);

    /// <summary>How often it was asked what a caller may: what was known already, and what was decided for it.</summary>
    public (long Known, long Decided) Counts => (_asked.Sum(0), _asked.Sum(1));

    /// <summary>Puts something else in force, for all calls that come and all questions of open streams.</summary>
    public void Activate(AccessState next) => Volatile.Write(ref _current, next);

    /// <summary>Finds out who calls. It waits only for the keys of a token that is met for the first time.</summary>
    /// <param name="features">The call.</param>
    /// <param name="authorization">What it says of who calls; none where it speaks for somebody else.</param>
    /// <param name="cancellation">Ends waiting for keys.</param>
    public ValueTask<FoundCaller> FindAsync(IFeatureCollection features, in StringValues authorization, CancellationToken cancellation)
    {
        var connection = features.GetRequiredFeature<CallerConnection>();
        var keys = Current.Keys;
        if (authorization.Count == 0 || (ReferenceEquals(keys, ApiKeys.None) && !_takesTokens)) return new(new FoundCaller(connection.Own, null));
        if (!connection.TakesKeys) return Refused("a credential is not taken over a connection that is not encrypted");
        if (authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return Refused(Unknown);
        var credential = header.AsSpan(Scheme.Length).Trim();
        if (keys.Find(credential, clock.GetUtcNow()) is { } key) return new(new FoundCaller(connection.With(key), null));

        // a key has no dot, and a token two
        if (!_takesTokens || !credential.Contains('.')) return Refused(Unknown);
        var verifying = tokens.VerifyAsync(credential.ToString(), CallerEvidence.Of(features) with { IsAll = true }, cancellation);
        return verifying.IsCompletedSuccessfully ? new(Found(connection, verifying.Result)) : Late(connection, verifying);

        static ValueTask<FoundCaller> Refused(string why) => new(new FoundCaller(null, why));
        static async ValueTask<FoundCaller> Late(CallerConnection connection, ValueTask<TokenVerdict> verifying) => Found(connection, await verifying);
    }

    /// <summary>Whether a caller may do something that is about no question.</summary>
    public bool May(Caller caller, string action) => May(caller, action, "", "");

    /// <summary>Whether a caller may ask about subjects and resources of some types.</summary>
    public bool MayAsk(Caller caller, string action, string subjectType, string resourceType) => May(caller, action, subjectType, resourceType);

    /// <summary>What a caller is told that may not do something.</summary>
    public string Refuse(Caller caller, string action, string subjectType = "", string resourceType = "")
    {
        meter.CountRefused(action);
        return AccessRefusal.Of(caller, action, subjectType, resourceType);
    }

    /// <summary>Notes that a caller is refused whose credential is not taken.</summary>
    public void CountUnknown() => meter.CountUnknown();

    private static FoundCaller Found(CallerConnection connection, in TokenVerdict verdict) => verdict.Token is { } token
        ? new FoundCaller(connection.With(token), null)
        : new FoundCaller(null, $"{verdict.Problem.Code()}: {verdict.Problem.Text()}") { IsUnavailable = verdict.Problem == TokenProblem.KeysUnavailable };

    private bool May(Caller caller, string action, string subject, string resource)
    {
        var (state, revoked) = (Current, revocations.Current);
        var now = clock.GetTimestamp();
        if (caller.Grants.Find(state, revoked, action, subject, resource, now) is not { } isPermitted)
        {
            isPermitted = Decide(state, revoked, caller, action, subject, resource);
            caller.Grants.Keep(state, revoked, action, subject, resource, now + _lifetime, isPermitted);
            _asked.Add(1);
        }
        else
        {
            _asked.Add(0);
        }

        return isPermitted;
    }

    private bool Decide(AccessState state, DenyList revoked, Caller caller, string action, string subject, string resource)
    {
        var now = clock.GetUtcNow();
        if (caller.Key is { } key && !state.Keys.Have(key, now))
        {
            Tell(caller, action, subject, resource, "its key does not count any more");
            return false;
        }

        if (caller.Token is { } token && (now >= token.Expires || revoked.OfToken(token, now) is not null || !tokens.Stands(token)))
        {
            Tell(caller, action, subject, resource, "its token does not count any more");
            return false;
        }

        if (caller.Peer is { } peer && revoked.OfCertificate(peer.SpiffeId, peer.Serial, now) is { } revocation)
        {
            Tell(caller, action, subject, resource, revocation.Kind == RevokedKind.SpiffeId ? "its SPIFFE ID is revoked" : "its certificate is revoked");
            return false;
        }

        var about = AccessAction.IsOfQuestions(action)
            ? new Entity("question", "question", new StringMap([new("subject_type", Value.From(subject)), new("resource_type", Value.From(resource))]))
            : Server;
        var decision = state.Policies.Set.Decide(new Request(caller.Subject, new ActionInfo(action, StringMap.Empty), about, caller.Context), Timestamp.From(now));
        if (decision.Allowed) return true;
        Tell(caller, action, subject, resource, Why(decision));
        return false;
    }

    private static string Why(Decision decision) => decision.Outcome switch
    {
        Outcome.Deny when decision.Determining is [{ Rule: { } rule }, ..] => $"rule `{rule}` denies it",
        Outcome.Deny => "the policies deny it",
        Outcome.Indeterminate => $"the policies are in error: {(decision.Errors is [var error, ..] ? error.Message : decision.Misfits is [var misfit, ..] ? misfit : decision.Status)}",
        _ => "no rule permits it",
    };

    private void Tell(Caller caller, string action, string subject, string resource, string why)
    {
        if (_pause.IsOver(out var leftOut)) LogRefused(logger, caller.ToString(), AccessRefusal.Of(action, subject, resource), why, leftOut);
    }

    [LoggerMessage(Logging.EventIds.AccessRefused, LogLevel.Warning, "`{Caller}` may not {What}: {Why} (refusals since the last such record: {LeftOut})", EventName = nameof(Logging.EventIds.AccessRefused))]
    private static partial void LogRefused(ILogger logger, string caller, string what, string why, long leftOut);
}

/// <summary>Who calls, or why that is not known.</summary>
/// <param name="Caller">Who; null: what the call says of it is not true.</param>
/// <param name="Refusal">Why, or null.</param>
internal readonly record struct FoundCaller(Caller? Caller, string? Refusal)
{
    /// <summary>Whether what the call says could not be looked at, and may be true: it is worth asking again.</summary>
    public bool IsUnavailable { get; init; }
}
