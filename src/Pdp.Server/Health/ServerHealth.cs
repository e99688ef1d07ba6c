using System.Globalization;
using System.Text.Json;
using Pdp.Server.Auditing;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;
using Pdp.Server.Telemetry.Export;
using Pdp.Server.Tokens;
using Pdp.Server.Transport;

namespace Pdp.Server.Health;

/// <summary>How the server stands in detail, for operators: whether it wants calls, and what is wrong although it does.</summary>
/// <param name="readiness">Whether it wants calls.</param>
/// <param name="bundles">What is in force, and why nothing newer is.</param>
/// <param name="freshness">When the source was reached.</param>
/// <param name="trail">The decision log.</param>
/// <param name="tokens">The keys of issuers.</param>
/// <param name="exports">What comes of sending telemetry.</param>
/// <param name="services">Have the encryption, where there is one.</param>
/// <param name="clock">The time.</param>
internal sealed class ServerHealth(
    Readiness readiness, BundleHolder bundles, Freshness freshness, DecisionTrail trail, SubjectTokens tokens, ExportStates exports, IServiceProvider services, TimeProvider clock)
{
    // whoever renews does so much earlier
    private const int PartLeft = 10;

    private readonly TlsTransport? _tls = services.GetService<TlsTransport>();

    /// <summary>Why it is not as it should be; none: it is.</summary>
    public IReadOnlyList<HealthReason> Reasons()
    {
        var reasons = new List<HealthReason>();
        var (state, serving) = (readiness.Current, bundles.State);
        if (serving.Staleness is { } stale) reasons.Add(new("stale", stale.Message));
        if (state.NoIdentity is { } why) reasons.Add(new("no-identity", why));
        if (serving.IsKept) reasons.Add(new("kept", "what is served was kept of an earlier run"));
        if (serving.Refusal is { } refusal)
            reasons.Add(new("refused", string.Create(CultureInfo.InvariantCulture, $"what the source has was refused at {refusal.Time.UtcDateTime:O} ({refusal.ErrorCount} errors), see GetRevision")));
        if (trail.Failure is { } failure) reasons.Add(new("decision-log", $"the decision log cannot be written: {failure}"));
        foreach (var sink in trail.FailingSinks) reasons.Add(new("delivery", $"the decision log is not delivered to `{sink}`"));
        if (_tls?.InForce is { } tls && IsNearItsEnd(tls)) reasons.Add(new("certificate", string.Create(CultureInfo.InvariantCulture, $"the server's certificate ends at {tls.Until.UtcDateTime:O}")));
        foreach (var issuer in tokens.IssuersWithoutKeys) reasons.Add(new("issuer-keys", $"the keys of `{issuer}` have not been had yet"));
        foreach (var export in exports.All)
        {
            if (export.Failure is { } lost) reasons.Add(new("telemetry", $"{export.Signal} are not exported: {lost}"));
        }

        return reasons;
    }

    /// <summary>All of it as JSON.</summary>
    public byte[] ToJson()
    {
        var (state, serving, reasons) = (readiness.Current, bundles.State, Reasons());
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("status", Status(state, reasons));
            writer.WriteBoolean("ready", state.WantsCalls);
            writer.WriteStartArray("reasons");
            foreach (var reason in reasons)
            {
                writer.WriteStartObject();
                writer.WriteString("code", reason.Code);
                writer.WriteString("message", reason.Message);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            if (serving.Bundle is { } bundle)
            {
                writer.WriteString("revision", bundle.Bundle.Revision);
                writer.WriteString("activeSince", Text(bundle.Revision.ActiveSince.ToDateTimeOffset()));
            }

            if (freshness.ReachedAt is { } reached) writer.WriteString("sourceReachedAt", Text(reached));
            if (_tls?.InForce is { } tls) writer.WriteString("certificateUntil", Text(tls.Until));
            if (trail.Log is { } log)
            {
                writer.WriteStartObject("decisionLog");
                writer.WriteNumber("recorded", log.Recorded);
                writer.WriteNumber("waiting", log.Waiting);
                writer.WriteNumber("dropped", log.Dropped);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string Status(ReadinessState state, IReadOnlyList<HealthReason> reasons) => state switch
    {
        { Phase: ServerPhase.Starting } => "starting",
        { Phase: ServerPhase.Stopping } => "stopping",
        { WantsCalls: false } => "not-ready",
        _ => reasons.Count > 0 ? "degraded" : "ready",
    };

    private bool IsNearItsEnd(TlsSnapshot tls)
    {
        var begin = new DateTimeOffset(tls.Certificate.NotBefore.ToUniversalTime());
        return tls.Until - clock.GetUtcNow() < (tls.Until - begin) / PartLeft;
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>Why a server is not as it should be.</summary>
/// <param name="Code">A word for machines; it never changes its meaning.</param>
/// <param name="Message">A sentence for operators.</param>
internal readonly record struct HealthReason(string Code, string Message);
