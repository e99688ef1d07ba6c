using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pdp.Engine.Requests;
using Pdp.Server.Access;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Telemetry;
using Pdp.Wire.Json;

namespace Pdp.Server.AuthZen;

/// <summary>Evaluations (Authorization API 1.0, sections 6 and 7). All decisions of a request are made by one revision, at one time.</summary>
internal sealed partial class EvaluationEndpoints(
    BundleHolder bundles, PdpServerOptions options, TimeProvider clock, Decider decider, AccessControl access, ILogger<EvaluationEndpoints> logger)
{
    private static readonly string[] RequestMembers = ["subject", "action", "resource", "context", "evaluations", "options"];
    private static readonly string[] ItemMembers = RequestMembers[..4];
    private static readonly string[] OptionMembers = ["evaluations_semantic"];

    /// <summary>One evaluation.</summary>
    public AuthZenAnswer Evaluate(HttpContext context, ReadOnlySpan<byte> body)
    {
        Span<JsonPart> parts = stackalloc JsonPart[ItemMembers.Length];
        return JsonText.Check(body, options.MostJsonLevels, ItemMembers, parts) is { } fault
            ? AuthZenAnswer.BadRequest(fault)
            : EvaluateOne(context, body, parts);
    }

    /// <summary>Several evaluations; without any, one.</summary>
    public AuthZenAnswer EvaluateMany(HttpContext context, ReadOnlySpan<byte> body)
    {
        Span<JsonPart> parts = stackalloc JsonPart[RequestMembers.Length];
        if (JsonText.Check(body, options.MostJsonLevels, RequestMembers, parts) is { } fault) return AuthZenAnswer.BadRequest(fault);
        if (!parts[4].IsNothing && !parts[4].IsArray) return AuthZenAnswer.BadRequest($"`evaluations`: expected an array, got {parts[4].KindText}");
        if (Semantic(body, parts[5], out var semantic) is { } wrong) return AuthZenAnswer.BadRequest(wrong);
        var items = parts[4].IsArray ? JsonText.Elements(body, parts[4], options.MaxBatchItems) : [];
        if (items.Count == 0) return EvaluateOne(context, body, parts[..ItemMembers.Length]);
        if (items.Count > options.MaxBatchItems) return AuthZenAnswer.BadRequest($"`evaluations`: expected at most {options.MaxBatchItems} items, got more");
        for (var i = 0; i < ItemMembers.Length; i++)
        {
            if (!parts[i].IsNothing && !parts[i].IsObject) return AuthZenAnswer.BadRequest($"`{ItemMembers[i]}`: expected an object, got {parts[i].KindText}");
        }

        return EvaluateItems(context, body, parts[..ItemMembers.Length], items, semantic);
    }

    private AuthZenAnswer EvaluateOne(HttpContext context, ReadOnlySpan<byte> body, ReadOnlySpan<JsonPart> parts)
    {
        var reader = new JsonRequestReader(options.Wire);
        if (Read(reader, body, parts) is not { } request) return AuthZenAnswer.BadRequest(Fault(reader));
        if (RefuseIfNeeded(context, request) is { } refusal) return AuthZenAnswer.Error(StatusCodes.Status403Forbidden, refusal);
        var bundle = bundles.Current;
        NameRevision(context, bundle);
        using var writer = new EvaluationWriter(options.AuthZenReasons);
        var now = clock.GetUtcNow();
        var id = decider.Decide(bundle, request, context.Features.Get<Caller>(), Channel.AuthZen, now, writer, static (decision, id, writer) =>
        {
            writer.Decision(decision);
            return id;
        }, context.RequestAborted);
        context.Response.Headers["X-Pdp-Decision-Id"] = id;
        return AuthZenAnswer.Json(writer.Finish());
    }

    private AuthZenAnswer EvaluateItems(
        HttpContext context, ReadOnlySpan<byte> body, ReadOnlySpan<JsonPart> defaults, List<JsonPart> items, EvaluationsSemantic semantic)
    {
        var bundle = bundles.Current;
        NameRevision(context, bundle);
        var now = clock.GetUtcNow();
        var shared = new SharedParts(options.Wire, defaults);
        using var writer = new EvaluationWriter(options.AuthZenReasons);
        writer.BeginMany();
        Span<JsonPart> parts = stackalloc JsonPart[ItemMembers.Length];
        foreach (var item in items)
        {
            // nobody waits for the answers any more
            context.RequestAborted.ThrowIfCancellationRequested();
            var isPermitted = EvaluateItem(context, bundle, body, shared, item, parts, now, writer);
            if (isPermitted ? semantic == EvaluationsSemantic.PermitOnFirstPermit : semantic == EvaluationsSemantic.DenyOnFirstDeny) break;
        }

        writer.EndMany();
        return AuthZenAnswer.Json(writer.Finish());
    }

    private bool EvaluateItem(
        HttpContext context, ServedBundle bundle, ReadOnlySpan<byte> body, SharedParts shared, JsonPart item, Span<JsonPart> parts, DateTimeOffset now,
        EvaluationWriter writer)
    {
        if (!item.IsObject)
        {
            writer.Fault(StatusCodes.Status400BadRequest, $"expected an object, got {item.KindText}");
            return false;
        }

        if (JsonText.Find(body, item, ItemMembers, parts) is { } twice)
        {
            writer.Fault(StatusCodes.Status400BadRequest, $"member `{twice}` occurs twice");
            return false;
        }

        if (shared.Complete(body, parts, out var fault) is not { } request)
        {
            writer.Fault(StatusCodes.Status400BadRequest, fault.ToString()!);
            return false;
        }

        if (RefuseIfNeeded(context, request) is { } refusal)
        {
            writer.Fault(StatusCodes.Status403Forbidden, refusal);
            return false;
        }

        try
        {
            return decider.Decide(bundle, request, context.Features.Get<Caller>(), Channel.AuthZen, now, writer, static (decision, _, writer) =>
            {
                writer.Decision(decision);
                return decision.Allowed;
            }, context.RequestAborted);
        }
#pragma warning disable CA1031 // a fault of ours in one item is told in that item and logged; the others keep their answers
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogItemFailed(logger, exception);
            writer.Fault(StatusCodes.Status500InternalServerError, "the server failed to decide");
            return false;
        }
    }

    private string? RefuseIfNeeded(HttpContext context, Request request)
    {
        var caller = context.Features.GetRequiredFeature<Caller>();
        return access.MayAsk(caller, AccessAction.Check, request.Subject.Type, request.Resource.Type)
            ? null
            : access.Refuse(caller, AccessAction.Check, request.Subject.Type, request.Resource.Type);
    }

    private static Request? Read(JsonRequestReader reader, ReadOnlySpan<byte> body, ReadOnlySpan<JsonPart> parts)
    {
        var subject = reader.Entity(body, parts[0], ItemMembers[0]);
        var action = reader.Action(body, parts[1]);
        var resource = reader.Entity(body, parts[2], ItemMembers[2]);
        var context = reader.Context(body, parts[3]);
        return reader.IsValid ? new Request(subject!, action!, resource!, context!) : null;
    }

    private static string? Semantic(ReadOnlySpan<byte> body, JsonPart choices, out EvaluationsSemantic semantic)
    {
        semantic = EvaluationsSemantic.ExecuteAll;
        if (choices.IsNothing) return null;
        if (!choices.IsObject) return $"`options`: expected an object, got {choices.KindText}";
        Span<JsonPart> members = stackalloc JsonPart[1];
        if (JsonText.Find(body, choices, OptionMembers, members) is { } twice) return $"`options`: member `{twice}` occurs twice";
        if (members[0].IsAbsent) return null;
        switch (JsonScalars.Text(body, members[0]))
        {
            case "execute_all":
                return null;
            case "deny_on_first_deny":
                semantic = EvaluationsSemantic.DenyOnFirstDeny;
                return null;
            case "permit_on_first_permit":
                semantic = EvaluationsSemantic.PermitOnFirstPermit;
                return null;
            default:
                return "`options.evaluations_semantic`: expected `execute_all`, `deny_on_first_deny` or `permit_on_first_permit`";
        }
    }

    private static void NameRevision(HttpContext context, ServedBundle bundle) => context.Response.Headers["X-Pdp-Revision"] = bundle.Bundle.Revision;

    private static string Fault(JsonRequestReader reader) => string.Join("; ", reader.Violations);

    [LoggerMessage(Logging.EventIds.AuthZenItemFailed, LogLevel.Error, "an item of an AuthZEN request was not decided because of a fault of the server", EventName = nameof(Logging.EventIds.AuthZenItemFailed))]
    private static partial void LogItemFailed(ILogger logger, Exception exception);
}

/// <summary>After which decisions the items that follow are not looked at (Authorization API 1.0, section 7.1.2).</summary>
internal enum EvaluationsSemantic
{
    /// <summary>After none.</summary>
    ExecuteAll,

    /// <summary>After the first that is false.</summary>
    DenyOnFirstDeny,

    /// <summary>After the first that is true.</summary>
    PermitOnFirstPermit,
}
