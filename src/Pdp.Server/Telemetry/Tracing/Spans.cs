using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Pdp.Engine.Decisions;
using Pdp.Server.ShadowReports;
using Pdp.Server.Telemetry.Metrics;
using EngineDecision = Pdp.Engine.Decisions.Decision;

namespace Pdp.Server.Telemetry.Tracing;

/// <summary>
/// The spans of the server. They tell how a question came and what became of it, and nothing of who asked, whom or what it was about. While
/// nobody listens, a call costs one look at a flag.
/// </summary>
internal static class Spans
{
    /// <summary>The name of the source.</summary>
    public const string Name = "Pdp.Server";

    private const int MostRules = 8;

    /// <summary>The source.</summary>
    public static ActivitySource Source { get; } = new(Name, typeof(Spans).Assembly.GetName().Version?.ToString(3) ?? "");

    /// <summary>Says which of the calls are traced whose callers do not say so; of a process, as its listeners are.</summary>
    public static ShadowShare Share { get; set; } = new(1);

    /// <summary>Whether anybody listens.</summary>
    public static bool AreWanted => Source.HasListeners();

    /// <summary>What a call says it belongs to; nothing where it says nothing, or what is no context of a trace.</summary>
    public static ActivityContext Parent(in StringValues traceparent, in StringValues tracestate) =>
        traceparent is [{ } parent] && ActivityContext.TryParse(parent, tracestate is [{ Length: <= 512 } state] ? state : null, isRemote: true, out var context) ? context : default;

    /// <summary>What a call says it belongs to.</summary>
    public static ActivityContext Parent(IFeatureCollection features) =>
        features.Get<IHttpRequestFeature>()?.Headers is { } headers ? Parent(headers.TraceParent, headers.TraceState) : default;

    /// <summary>Gives a span up: another way answers the call, and begins one of its own.</summary>
    /// <returns>False.</returns>
    public static bool Leave(Activity? span)
    {
        if (span is not null) span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        return false;
    }

    /// <summary>Has the calls that the host answers traced, but for those of health and metrics.</summary>
    public static void UseSpans(this IApplicationBuilder app) => app.Use(static (context, next) =>
        AreWanted && context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<Access.AccessRule>() is { Action: not null and not Access.AccessAction.Observe }
            ? CallAsync(context, endpoint, next)
            : next(context));

    // said here, as a listener that does not want a span may have one made all the same
    private static bool IsChosen(in ActivityContext parent) => parent == default ? Share.Chooses() : parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);

    private static async Task CallAsync(HttpContext context, RouteEndpoint endpoint, RequestDelegate next)
    {
        var route = endpoint.RoutePattern.RawText ?? "";
        var parent = Parent(context.Features);
        using var span = IsChosen(parent) ? Source.StartActivity(route, ActivityKind.Server, parent) : null;
        span?.SetTag("http.route", route);
        await next(context);
        span?.SetTag("http.response.status_code", context.Response.StatusCode);
    }

    /// <summary>Begins the span of a call of a gRPC method; null: it is not sampled.</summary>
    public static Activity? Call(string method, ActivityContext parent)
    {
        if (!IsChosen(parent)) return null;
        var span = Source.StartActivity(method, ActivityKind.Server, parent);
        span?.SetTag("rpc.system", "grpc");
        span?.SetTag("rpc.method", method);
        return span;
    }

    /// <summary>Begins the span of a decision within a call; null: it is not sampled, or there is no span of a call.</summary>
    public static Activity? Decision() =>
        AreWanted && Activity.Current is { IsAllDataRequested: true } call && ReferenceEquals(call.Source, Source) ? Source.StartActivity("decide") : null;

    /// <summary>Tells what was decided.</summary>
    public static void Tell(Activity span, EngineDecision decision, Channel channel)
    {
        span.SetTag("pdp.channel", channel.Name());
        span.SetTag("pdp.decision", DecisionMeter.NameOf(decision.Outcome));
        span.SetTag("pdp.revision", decision.Revision);
        span.SetTag("pdp.candidates", decision.Candidates);
        if (decision.Determining.Count > 0)
            span.SetTag("pdp.rules", decision.Determining.Take(MostRules).Select(static rule => rule.Rule is null ? rule.Policy : $"{rule.Policy}/{rule.Rule}").ToArray());
        if (decision.Errors.Count > 0) span.SetTag("pdp.errors", decision.Errors.Count);

        // of an error its kind: its text may have values of attributes
        if (decision.Outcome == Outcome.Indeterminate) span.SetStatus(ActivityStatusCode.Error, decision.Status);
    }
}
