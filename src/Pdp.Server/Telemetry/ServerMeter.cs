using System.Diagnostics.Metrics;
using Pdp.Audit.Delivery;
using Pdp.Server.Access;
using Pdp.Server.Auditing;
using Pdp.Server.Direct;
using Pdp.Server.Health;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Telemetry.Export;
using Pdp.Server.Tokens;

namespace Pdp.Server.Telemetry;

/// <summary>How the server stands, as metrics of the runtime: all of it is known elsewhere, and looked at when someone reads it.</summary>
internal sealed class ServerMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Pdp.Server";

    public ServerMeter(
        IMeterFactory factory, BundleHolder bundles, Freshness freshness, Readiness readiness, CallGate gate, DecisionTrail trail, SubjectTokens tokens,
        AccessControl access, ServerHealth health, ExportStates exports, PdpServerOptions options, TimeProvider clock)
    {
        var meter = factory.Create(Name);
        var version = typeof(ServerMeter).Assembly.GetName().Version?.ToString(3) ?? "";
        var started = clock.GetUtcNow();
        meter.CreateObservableGauge("pdp.build.info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", version)), "{server}", "1; its version is a label");
        meter.CreateObservableGauge("pdp.uptime", () => (clock.GetUtcNow() - started).TotalSeconds, "s", "how long ago the server started");
        meter.CreateObservableGauge("pdp.ready", () => readiness.Current.WantsCalls ? 1 : 0, "{server}", "1 while the server wants calls, as `/readyz` says");
        meter.CreateObservableGauge("pdp.degraded", () => Reasons(health), "{server}", "1 for each reason why the server is degraded, by reason");
        meter.CreateObservableGauge("pdp.calls.active", () => gate.UnderWay, "{call}", "calls under way");
        meter.CreateObservableGauge("pdp.revision.info", () => Revision(bundles), "{revision}", "1; the revision in force is a label");
        meter.CreateObservableGauge("pdp.revision.age", () => Since(bundles.State.Bundle?.Revision.ActiveSince.ToDateTimeOffset(), clock), "s", "how long ago the revision in force came into force");
        meter.CreateObservableGauge("pdp.source.age", () => options.Reload ? Since(freshness.ReachedAt, clock) : [], "s", "how long ago the source of the policies was reached last; not told where it is not looked at again");
        meter.CreateObservableGauge("pdp.policies", () => bundles.State.Bundle?.Revision.PolicyCount ?? 0, "{policy}", "policies in force, all versions counted");
        meter.CreateObservableGauge("pdp.rules", () => bundles.State.Bundle?.Revision.RuleCount ?? 0, "{rule}", "rules in them");
        meter.CreateObservableGauge("pdp.policies.refused", () => bundles.State.Refusal is null ? 0 : 1, "{server}", "1 while what the source has is refused, and what was in force before still is");
        meter.CreateObservableCounter("pdp.audit.records", () => trail.Log?.Recorded ?? 0, "{record}", "records written to the decision log");
        meter.CreateObservableCounter("pdp.audit.dropped", () => trail.Log?.Dropped ?? 0, "{record}", "decisions there was no room for in the decision log");
        meter.CreateObservableCounter("pdp.audit.unsampled", () => trail.Log?.Unsampled ?? 0, "{record}", "PERMITs left out of the decision log since only a share of them is wanted");
        meter.CreateObservableGauge("pdp.audit.waiting", () => trail.Log?.Waiting ?? 0, "{record}", "records that wait to be written");
        meter.CreateObservableGauge("pdp.audit.capacity", () => trail.Log is null ? 0 : options.Audit.Buffer, "{record}", "records that may wait; 0 without a decision log");
        meter.CreateObservableGauge("pdp.audit.failing", () => trail.Failure is null ? 0 : 1, "{server}", "1 while the decision log cannot be written");
        meter.CreateObservableCounter("pdp.audit.delivered", () => Sinks(trail, static sink => sink.Delivered), "{record}", "records that standard output or a collector got, by sink");
        meter.CreateObservableCounter("pdp.audit.undelivered", () => Sinks(trail, static sink => sink.Undelivered), "{record}", "records that it did not get and will not, by sink; files have them");
        meter.CreateObservableGauge("pdp.audit.undeliverable", () => Sinks(trail, static sink => sink.Failure is null ? 0 : 1), "{sink}", "1 while nothing can be delivered to it, by sink");
        meter.CreateObservableCounter("pdp.otlp.exports", () => Exports(exports), "{export}", "exports of metrics and spans to the collector, by signal and by whether it took them");
        meter.CreateObservableGauge("pdp.otlp.failing", () => exports.All.Select(static one => new Measurement<int>(one.Failure is null ? 0 : 1, new KeyValuePair<string, object?>("signal", one.Signal))), "{signal}", "1 while the collector does not take them, by signal");
        meter.CreateObservableCounter("pdp.tokens.verified", () => Verifications(tokens), "{token}", "tokens looked at, by result (`ok`, or the code of the refusal) and whether they were found among those verified lately");
        meter.CreateObservableGauge("pdp.tokens.cached", () => Cache(tokens, static cache => cache.Count), "{token}", "tokens that were verified lately, which need no verification while they hold");
        meter.CreateObservableGauge("pdp.tokens.cache.capacity", () => Cache(tokens, static cache => cache.Capacity), "{token}", "most tokens that are kept so");
        meter.CreateObservableGauge("pdp.issuers.without_keys", () => tokens.IssuersWithoutKeys.Count, "{issuer}", "issuers whose keys have not been had yet");
        meter.CreateObservableGauge("pdp.issuer.keys.age", () => Keys(tokens, static keys => keys.Since), "s", "how long ago the keys of an issuer were read last, by issuer");
        meter.CreateObservableGauge("pdp.issuer.keys.remaining", () => Keys(tokens, static keys => keys.Left), "s", "how long they still count if they cannot be read again, by issuer");
        meter.CreateObservableCounter("pdp.access.asked", () => Asked(access), "{question}", "how often it was asked what a caller may, by whether the answer was known (`cached`)");
    }

    private static IEnumerable<Measurement<int>> Reasons(ServerHealth health) =>
        health.Reasons().GroupBy(static reason => reason.Code).Select(static reason => new Measurement<int>(1, new KeyValuePair<string, object?>("reason", reason.Key)));

    private static IEnumerable<Measurement<long>> Sinks(DecisionTrail trail, Func<SinkState, long> read) =>
        trail.Log?.Sinks.Select(sink => new Measurement<long>(read(sink), new KeyValuePair<string, object?>("sink", sink.Name))) ?? [];

    private static IEnumerable<Measurement<int>> Revision(BundleHolder bundles)
    {
        if (bundles.State.Bundle is { } bundle) yield return new(1, new KeyValuePair<string, object?>("revision", bundle.Bundle.Revision));
    }

    private static IEnumerable<Measurement<double>> Since(DateTimeOffset? time, TimeProvider clock)
    {
        if (time is { } at) yield return new(Math.Max(0, (clock.GetUtcNow() - at).TotalSeconds));
    }

    private static IEnumerable<Measurement<int>> Cache(SubjectTokens tokens, Func<(int Count, int Capacity), int> read)
    {
        if (tokens.Cache is { } cache) yield return new(read(cache));
    }

    private static IEnumerable<Measurement<double>> Keys(SubjectTokens tokens, Func<(string Issuer, TimeSpan Since, TimeSpan Left), TimeSpan> read) =>
        tokens.KeyAges.Select(keys => new Measurement<double>(read(keys).TotalSeconds, new KeyValuePair<string, object?>("issuer", keys.Issuer)));

    private static IEnumerable<Measurement<long>> Exports(ExportStates exports)
    {
        foreach (var one in exports.All)
        {
            yield return new(one.Taken, new("signal", one.Signal), new KeyValuePair<string, object?>("outcome", "taken"));
            yield return new(one.Failed, new("signal", one.Signal), new KeyValuePair<string, object?>("outcome", "lost"));
        }
    }

    private static IEnumerable<Measurement<long>> Verifications(SubjectTokens tokens) => tokens.Counts.Select(static one =>
        new Measurement<long>(one.Count, new("result", one.Result), new KeyValuePair<string, object?>("cached", one.IsCached ? "true" : "false")));

    private static IEnumerable<Measurement<long>> Asked(AccessControl access)
    {
        var (known, asked) = access.Counts;
        yield return new(known, new KeyValuePair<string, object?>("cached", "true"));
        yield return new(asked, new KeyValuePair<string, object?>("cached", "false"));
    }
}
