using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>Reads what a PDP sends. Only what is PERMIT in every respect permits.</summary>
internal static class AnswerReader
{
    private static readonly JsonElement NoProperties = JsonElement.Parse("{}");

    /// <summary>Reads an answer.</summary>
    public static Answer Read(CheckResponse response)
    {
        var permits = response.Decision == Decision.Permit;
        if (response.Allowed != permits)
            return Answer.Fault(ReasonCode.InvalidResponse, $"the answer says {(int)response.Decision} as its decision, and {(response.Allowed ? "allowed" : "not allowed")}");
        var reason = response.Decision switch
        {
            Decision.Permit => ReasonCode.Permitted,
            Decision.Deny => ReasonCode.Denied,
            Decision.NotApplicable => ReasonCode.NotApplicable,
            Decision.Indeterminate => ReasonCode.Indeterminate,
            _ => ReasonCode.InvalidResponse,
        };
        if (reason == ReasonCode.InvalidResponse)
            return Answer.Fault(reason, $"the answer's decision is {(int)response.Decision}, which this client does not know");

        try
        {
            return new Answer(Told(response, permits, reason), IsFault: false, response.Sequence);
        }
        catch (Exception failure) when (failure is ArgumentException or JsonException or InvalidOperationException)
        {
            return Answer.Fault(ReasonCode.InvalidResponse, $"the answer holds what no JSON can: {failure.Message}");
        }
    }

    private static Verdict Told(CheckResponse response, bool permits, ReasonCode reason) => new()
    {
        Effect = permits ? Effect.Permit : Effect.Deny,
        Reason = reason,
        UserReason = UserReason(response),
        Detail = reason == ReasonCode.Indeterminate && response.Errors.Count > 0 ? Text(response.Errors[0]) : "",
        Revision = response.Revision,
        DecisionId = response.DecisionId,
        Obligations = response.Obligations.Count == 0 ? [] : [.. response.Obligations.Select(one => new Obligation(one.Id, Json(one.Properties)))],
        Advice = response.Advice.Count == 0 ? [] : [.. response.Advice.Select(one => new Advice(one.Id, Json(one.Properties)))],
    };

    /// <summary>Reads one answer of several.</summary>
    public static Answer Read(CheckBatchResult result) => result.ResultCase switch
    {
        CheckBatchResult.ResultOneofCase.Response => Read(result.Response),
        CheckBatchResult.ResultOneofCase.Error => Read(result.Error),
        _ => Answer.Fault(ReasonCode.InvalidResponse, "an item came back without an answer"),
    };

    /// <summary>Reads an answer of a stream.</summary>
    public static Answer Read(CheckStreamResponse result) => result.ResultCase switch
    {
        CheckStreamResponse.ResultOneofCase.Response => Read(result.Response),
        CheckStreamResponse.ResultOneofCase.Error => Read(result.Error),
        _ => Answer.Fault(ReasonCode.InvalidResponse, "an answer came back empty"),
    };

    private static Answer Read(CheckError error) => StatusReader.Read((StatusCode)error.Code, error.Message);

    // of several rules the first that says anything
    private static string UserReason(CheckResponse response)
    {
        foreach (var rule in response.Determining)
        {
            if (rule.Reason.Length > 0) return rule.Reason;
        }

        return "";
    }

    private static string Text(DecisionError error) => $"{error.Policy}{(error.Rule.Length == 0 ? "" : $"#{error.Rule}")}: {error.Code}: {error.Message}";

    private static JsonElement Json(Struct? properties) => properties is null ? NoProperties : StructJson.Element(properties);
}
