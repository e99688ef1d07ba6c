using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pdp.Bundles.Json;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.Server.ShadowReports;
using Pdp.Wire;
using V1 = Pdp.Contracts.V1;

namespace Pdp.Server.Auditing;

/// <summary>Writes the members of records, with what must not be told masked. The log's own thread uses it.</summary>
/// <param name="requests">How much of requests is told.</param>
/// <param name="limits">Bounds on what a request may hold.</param>
/// <param name="hashKey">What sensitive attributes are hashed with; null: those are masked.</param>
internal sealed class RecordWriter(RecordedRequest requests, WireLimits limits, byte[]? hashKey)
{
    /// <summary>What stands for a value that is not told.</summary>
    public const string Mask = "***";

    // as many bits as make it hopeless to find another value of the same hash
    private const int HashBytes = 16;

    private readonly List<string> _masked = [];

    /// <summary>Reads the request of a call that was decided from its bytes.</summary>
    public Request Read(ReadOnlySpan<byte> message)
    {
        var request = V1.CheckRequest.Parser.ParseFrom(message);
        return new Wire.Requests.RequestReader(limits).Request(request.Subject, request.Action, request.Resource, request.Context)
            ?? throw new InvalidOperationException("a request that was decided cannot be read again");
    }

    /// <summary>Writes a request in the form that it has everywhere.</summary>
    public void Write(Utf8JsonWriter writer, Request request, SensitiveAttributes sensitive)
    {
        _masked.Clear();
        writer.WriteStartObject("request");
        Write(writer, "subject", RequestPart.Subject, request.Subject, sensitive);
        writer.WriteStartObject("action");
        writer.WriteString("name", request.Action.Name);
        Write(writer, "properties", RequestPart.Action, request.Action.Name, request.Action.Properties, sensitive);
        writer.WriteEndObject();
        Write(writer, "resource", RequestPart.Resource, request.Resource, sensitive);
        Write(writer, "context", RequestPart.Context, "", request.Context, sensitive);
        writer.WriteEndObject();
    }

    /// <summary>Writes which values of the request that was written last were not told, if any.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="hidesComputed">Whether what was computed of them was not told either.</param>
    public void WriteMasked(Utf8JsonWriter writer, bool hidesComputed)
    {
        if (_masked.Count == 0 && !hidesComputed) return;
        writer.WriteStartArray("masked");
        foreach (var path in _masked) writer.WriteStringValue(path);
        if (hidesComputed) writer.WriteStringValue("computed");
        writer.WriteEndArray();
    }

    /// <summary>Writes rules.</summary>
    public static void Write(Utf8JsonWriter writer, List<DeterminingRule> rules)
    {
        if (rules.Count == 0) return;
        writer.WriteStartArray("determining");
        foreach (var rule in rules)
        {
            writer.WriteStartObject();
            writer.WriteString("policy", rule.Policy);
            writer.WriteNumber("version", rule.Version);
            if (rule.Rule is not null) writer.WriteString("rule", rule.Rule);
            if (rule.Reason is not null) writer.WriteString("reason", rule.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes obligations or advice.</summary>
    public static void Write(Utf8JsonWriter writer, string name, List<Notice> notices, bool hidesComputed)
    {
        if (notices.Count == 0) return;
        writer.WriteStartArray(name);
        foreach (var notice in notices)
        {
            writer.WriteStartObject();
            writer.WriteString("id", notice.Id);
            if (notice.Properties.Count > 0)
            {
                if (hidesComputed)
                {
                    writer.WriteString("properties", Mask);
                }
                else
                {
                    writer.WritePropertyName("properties");
                    DecisionJson.Write(writer, Value.From(notice.Properties));
                }
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes errors.</summary>
    public static void Write(Utf8JsonWriter writer, List<DecisionError> errors, bool hidesComputed)
    {
        if (errors.Count == 0) return;
        writer.WriteStartArray("errors");
        foreach (var error in errors)
        {
            writer.WriteStartObject();
            if (error.Policy is not null)
            {
                writer.WriteString("policy", error.Policy);
                writer.WriteNumber("version", error.Version);
            }

            if (error.Rule is not null) writer.WriteString("rule", error.Rule);
            writer.WriteString("code", error.Code);
            writer.WriteString("message", hidesComputed ? Mask : error.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void Write(Utf8JsonWriter writer, string name, RequestPart part, Entity entity, SensitiveAttributes sensitive)
    {
        writer.WriteStartObject(name);
        writer.WriteString("type", entity.Type);
        writer.WriteString("id", entity.Id);
        Write(writer, "properties", part, entity.Type, entity.Properties, sensitive);
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, string name, RequestPart part, string kind, StringMap map, SensitiveAttributes sensitive)
    {
        if (map.Count == 0) return;
        if (requests != RecordedRequest.Full)
        {
            // else the request would look like one that has none
            _masked.Add($"{PathOf(part)}.*");
            return;
        }

        writer.WriteStartObject(name);
        foreach (ref readonly var member in map.Entries)
        {
            writer.WritePropertyName(member.Key);
            var sensitivity = sensitive.Of(part, kind, member.Key);
            if (sensitivity == Sensitivity.None)
            {
                DecisionJson.Write(writer, member.Value);
                continue;
            }

            writer.WriteStringValue(sensitivity == Sensitivity.Hash && hashKey is not null ? Hash(part, member.Key, member.Value) : Mask);
            _masked.Add($"{PathOf(part)}.{member.Key}");
        }

        writer.WriteEndObject();
    }

    // the name goes in as well, so that equal values of two attributes do not show as such
    private string Hash(RequestPart part, string name, in Value value)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        buffer.Write(Encoding.UTF8.GetBytes($"{PathOf(part)}.{name}\n"));
        using (var json = new Utf8JsonWriter(buffer)) DecisionJson.Write(json, value);
        return $"hmac:{Convert.ToHexStringLower(HMACSHA256.HashData(hashKey!, buffer.WrittenSpan).AsSpan(0, HashBytes))}";
    }

    private static string PathOf(RequestPart part) => part switch
    {
        RequestPart.Subject => "subject",
        RequestPart.Action => "action",
        RequestPart.Resource => "resource",
        _ => "context",
    };
}
