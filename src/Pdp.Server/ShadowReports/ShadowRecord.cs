using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pdp.Bundles.Json;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.Server.Auditing;
using EngineDecision = Pdp.Engine.Decisions.Decision;

namespace Pdp.Server.ShadowReports;

/// <summary>How much of a request a record has.</summary>
internal enum RecordedRequest
{
    /// <summary>Types, ids and the action's name: properties may hold what is nobody else's business.</summary>
    Ids,

    /// <summary>Everything.</summary>
    Full,
}

/// <summary>
/// A request that a shadow version answers differently from the version in force, as records tell it: a JSON object on one line.
/// </summary>
/// <param name="Versions">The versions.</param>
/// <param name="Difference">What they say.</param>
/// <param name="Causes">What made that.</param>
/// <param name="Answer">The answer as a whole, which the shadow does not change.</param>
/// <param name="Revision">The revision that gave it.</param>
/// <param name="Request">The request.</param>
/// <param name="DecisionId">The answer's name.</param>
/// <param name="Time">When it was given.</param>
/// <param name="Recorded">How much of the request is told, and whether the messages of errors are, which may have values of it.</param>
/// <param name="Sensitive">What must not be told even so; null: nothing is known to be.</param>
internal sealed record ShadowRecord(
    ShadowVersions Versions, ShadowDecision Difference, ShadowCauses Causes, Outcome Answer, string Revision, Request Request, string DecisionId,
    DateTimeOffset Time, RecordedRequest Recorded, SensitiveAttributes? Sensitive = null)
{
    /// <summary>Times in records: RFC 3339 with milliseconds.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly JsonWriterOptions _compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The record of a shadow at a position of a decision.</summary>
    public static ShadowRecord Of(
        ShadowVersions versions, EngineDecision decision, int position, Request request, string id, DateTimeOffset time, RecordedRequest recorded,
        SensitiveAttributes? sensitive = null) =>
        new(versions, decision.Shadows[position], decision.ShadowCauses[position], decision.Outcome, decision.Revision, request, id, time, recorded, sensitive);

    /// <summary>Writes a JSON object and a line feed.</summary>
    public static byte[] Line(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, _compact))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// The record's line: <c>{"time", "revision", "decisionId", "decision", "policy", "shadow", "inForce", "request"}</c>.
    /// </summary>
    public byte[] ToLine() => Line(Write);

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("time", Time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        writer.WriteString("revision", Revision);
        writer.WriteString("decisionId", DecisionId);
        writer.WriteString("decision", Name(Answer));
        writer.WriteString("policy", Versions.Policy);
        Write(writer, "shadow", Versions.Version, Difference.Outcome, Causes.Shadow);
        Write(writer, "inForce", Versions.InForce, Difference.InForce, Causes.InForce);
        WriteRequest(writer);
    }

    private bool TellsMessages => Recorded == RecordedRequest.Full && Sensitive?.MayConcern(Request) != true;

    private void Write(Utf8JsonWriter writer, string name, int? version, Outcome outcome, in OutcomeCause cause)
    {
        writer.WriteStartObject(name);
        if (version is { } number) writer.WriteNumber("version", number);
        writer.WriteString("decision", Name(outcome));
        if (cause.Rule is { } rule) Write(writer, "rule", rule.Policy, rule.Version, rule.Rule, null, null);
        if (cause.Error is { } error)
            Write(writer, "error", error.Policy, error.Version, error.Rule, error.Code, TellsMessages ? error.Message : null);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, string? policy, int version, string? rule, string? code, string? message)
    {
        writer.WriteStartObject(name);
        if (policy is not null)
        {
            writer.WriteString("policy", policy);
            writer.WriteNumber("version", version);
        }

        if (rule is not null) writer.WriteString("rule", rule);
        if (code is not null) writer.WriteString("code", code);
        if (message is not null) writer.WriteString("message", message);
        writer.WriteEndObject();
    }

    private void WriteRequest(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("request");
        Write(writer, "subject", RequestPart.Subject, Request.Subject);
        writer.WriteStartObject("action");
        writer.WriteString("name", Request.Action.Name);
        Write(writer, "properties", RequestPart.Action, Request.Action.Name, Request.Action.Properties);
        writer.WriteEndObject();
        Write(writer, "resource", RequestPart.Resource, Request.Resource);
        Write(writer, "context", RequestPart.Context, "", Request.Context);
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, string name, RequestPart part, Entity entity)
    {
        writer.WriteStartObject(name);
        writer.WriteString("type", entity.Type);
        writer.WriteString("id", entity.Id);
        Write(writer, "properties", part, entity.Type, entity.Properties);
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, string name, RequestPart part, string kind, StringMap map)
    {
        if (Recorded != RecordedRequest.Full || map.Count == 0) return;
        writer.WriteStartObject(name);
        foreach (ref readonly var member in map.Entries)
        {
            writer.WritePropertyName(member.Key);
            if (Sensitive is null || Sensitive.Of(part, kind, member.Key) == Sensitivity.None) DecisionJson.Write(writer, member.Value);
            else writer.WriteStringValue(RecordWriter.Mask);
        }

        writer.WriteEndObject();
    }

    private static string Name(Outcome outcome) => outcome switch
    {
        Outcome.Permit => "PERMIT",
        Outcome.Deny => "DENY",
        Outcome.NotApplicable => "NOT_APPLICABLE",
        _ => "INDETERMINATE",
    };
}
