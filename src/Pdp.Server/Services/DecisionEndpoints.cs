using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Pdp.Contracts.V1;
using Pdp.Engine.Requests;
using Pdp.Identity.Tokens;
using Pdp.Server.Access;
using Pdp.Server.Health;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Telemetry;
using Pdp.Server.Tokens;
using Pdp.Wire.Requests;

namespace Pdp.Server.Services;

/// <summary>The methods of <c>pdp.v1.DecisionService</c>.</summary>
/// <param name="bundles">The policies.</param>
/// <param name="options">Bounds.</param>
/// <param name="clock">The decisions' time.</param>
/// <param name="readiness">Tells when the server stops.</param>
/// <param name="logger">Is told failures of single items, which fail no call.</param>
/// <param name="decider">Decides.</param>
/// <param name="gate">Holds up what demands a revision.</param>
/// <param name="access">Says what callers may ask.</param>
/// <param name="tokens">Verifies the tokens of subjects.</param>
internal sealed partial class DecisionEndpoints(
    BundleHolder bundles, PdpServerOptions options, TimeProvider clock, Readiness readiness,
    ILogger<DecisionEndpoints> logger, Decider decider, RevisionGate gate, AccessControl access, SubjectTokens tokens)
{
    /// <summary>Decides one request.</summary>
    public Task<CheckResponse> Check(Received<CheckRequest> received, ServerCallContext context)
    {
        var message = received.Message ?? throw Malformed.Call(received.Fault!);
        if (message.SubjectToken.Length > 0) return CheckVerifiedAsync(message, context);
        var admission = gate.RequireAsync(message.MinRevision, context);
        return admission.IsCompletedSuccessfully ? Check(admission.Result, message, null, context) : CheckAsync(admission, message, context);
    }

    private async Task<CheckResponse> CheckAsync(ValueTask<ServedBundle> admission, CheckRequest message, ServerCallContext context) =>
        await Check(await admission, message, null, context);

    private async Task<CheckResponse> CheckVerifiedAsync(CheckRequest message, ServerCallContext context)
    {
        var subject = await Verified(message.SubjectToken, context);
        return await Check(await gate.RequireAsync(message.MinRevision, context), message, subject.Subject, context);
    }

    private Task<CheckResponse> Check(ServedBundle bundle, CheckRequest message, VerifiedSubject? token, ServerCallContext context)
    {
        var reader = new RequestReader(options.Wire);
        var request = reader.Request(message.Subject, message.Action, message.Resource, message.Context, token)
            ?? throw Malformed.Call(reader.Violations);
        var caller = Who(context);
        Demand(caller, AccessAction.Check, request);
        return decider.AnswerAsync(
            (decider, bundle, request, caller, now: clock.GetUtcNow(), cancellation: Cancellation(context)),
            static call => call.decider.Decide(call.bundle, call.request, call.caller, Channel.Check, call.now, call.cancellation)).AsTask();
    }

    /// <summary>Decides many requests with the subject and the context in common.</summary>
    public async Task<CheckBatchResponse> CheckBatch(Received<CheckBatchRequest> received, ServerCallContext context)
    {
        var message = received.Message ?? throw Malformed.Call(received.Fault!);
        var token = message.SubjectToken.Length > 0 ? await Verified(message.SubjectToken, context) : default;
        var bundle = await gate.RequireAsync(message.MinRevision, context);
        var reader = new RequestReader(options.Wire);
        var subject = reader.Subject(message.Subject, token.Subject);
        var circumstances = reader.Context(message.Context);
        if (!reader.IsValid) throw Malformed.Call(reader.Violations);
        if (message.Items.Count == 0) throw Malformed.Call([new Violation("items", "expected at least one item, got none")]);
        if (message.Items.Count > options.MaxBatchItems)
        {
            throw Malformed.Call([new Violation("items", $"expected at most {options.MaxBatchItems} items, got {message.Items.Count}")]);
        }

        var now = clock.GetUtcNow();
        var caller = Who(context);
        return await decider.AnswerAsync(0, _ => DecideItems(bundle, message, subject!, circumstances, caller, now, context.CancellationToken));
    }

    private CheckBatchResponse DecideItems(
        ServedBundle bundle, CheckBatchRequest message, Entity subject, Language.Values.StringMap circumstances, Caller caller, DateTimeOffset now, CancellationToken cancellation)
    {
        var response = new CheckBatchResponse();
        response.Results.Capacity = message.Items.Count;
        foreach (var item in message.Items)
        {
            // Nobody waits for the answers any more.
            cancellation.ThrowIfCancellationRequested();
            var items = new RequestReader(options.Wire);
            var action = items.Action(item.Action);
            var resource = items.Resource(item.Resource);
            response.Results.Add(items.IsValid
                ? DecideItem(bundle, new Request(subject, action!, resource!, circumstances), caller, now, cancellation)
                : new CheckBatchResult { Error = Malformed.Item(items.Violations) });
        }

        return response;
    }

    /// <summary>Decides one request and tells how the answer came about.</summary>
    public async Task<ExplainResponse> Explain(Received<ExplainRequest> received, ServerCallContext context)
    {
        var message = received.Message ?? throw Malformed.Call(received.Fault!);
        var token = message.SubjectToken.Length > 0 ? await Verified(message.SubjectToken, context) : default;
        var reader = new RequestReader(options.Wire);
        var request = reader.Request(message.Subject, message.Action, message.Resource, message.Context, token.Subject)
            ?? throw Malformed.Call(reader.Violations);
        var caller = Who(context);
        Demand(caller, AccessAction.Explain, request);
        var explained = decider.Explain(bundles.Current, request, caller, clock.GetUtcNow(), context.CancellationToken);
        if (token.Subject is { } verified) explained.Token = Provenance(verified, token.Token!);
        return explained;
    }

    private static TokenProvenance Provenance(VerifiedSubject subject, VerifiedToken token)
    {
        var provenance = new TokenProvenance { Issuer = token.Issuer, KeyId = token.KeyId };
        foreach (ref readonly var claim in subject.Claims.Entries) provenance.Claims.Add(claim.Key);
        return provenance;
    }

    private async ValueTask<TokenVerdict> Verified(string token, ServerCallContext context)
    {
        var verdict = await tokens.VerifyAsync(token, CallerEvidence.Of(context.GetHttpContext().Features), context.CancellationToken);
        return verdict.Subject is not null ? verdict : throw RefusedToken.Call(verdict.Problem);
    }

    private CheckBatchResult DecideItem(
        ServedBundle bundle, Request request, Caller caller, DateTimeOffset now, CancellationToken cancellation)
    {
        if (RefuseIfNeeded(caller, request) is { } refusal) return new CheckBatchResult { Error = refusal };
        try
        {
            return new CheckBatchResult { Response = decider.Decide(bundle, request, caller, Channel.Batch, now, cancellation) };
        }
#pragma warning disable CA1031 // a fault of ours in one item is told in that item and logged; the others keep their answers
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new CheckBatchResult { Error = Fault(exception) };
        }
    }

    private static Caller Who(ServerCallContext context) => context.GetHttpContext().Features.GetRequiredFeature<Caller>();

    private void Demand(Caller caller, string action, Request request)
    {
        if (!access.MayAsk(caller, action, request.Subject.Type, request.Resource.Type))
            throw new RpcException(new Status(StatusCode.PermissionDenied, access.Refuse(caller, action, request.Subject.Type, request.Resource.Type)));
    }

    private CheckError? RefuseIfNeeded(Caller caller, Request request) => access.MayAsk(caller, AccessAction.Check, request.Subject.Type, request.Resource.Type)
        ? null
        : new CheckError { Code = (int)StatusCode.PermissionDenied, Message = access.Refuse(caller, AccessAction.Check, request.Subject.Type, request.Resource.Type) };

    private CheckError Fault(Exception exception)
    {
        LogDecisionFailed(logger, exception);
        return new CheckError { Code = (int)StatusCode.Internal, Message = "the server failed to decide" };
    }

    // To ask for the token makes one for the request. Without a deadline that buys little: one decision is bounded by its
    // own time, and a caller that left costs no more than that.
    private static CancellationToken Cancellation(ServerCallContext context) =>
        context.Deadline == DateTime.MaxValue ? CancellationToken.None : context.CancellationToken;
}
