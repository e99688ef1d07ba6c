using System.Globalization;
using System.Text.Json;

namespace Pdp.Cli.Shadowing;

/// <summary>What shadow versions said, for programs.</summary>
internal static class ShadowJson
{
    /// <summary>Writes <c>{"source", "revision", "share", "leftOut", "invalid", "shadows"}</c>; what is not known is left out.</summary>
    public static void Write(Utf8JsonWriter writer, ShadowSummary summary)
    {
        writer.WriteStartObject();
        writer.WriteString("source", summary.Source);
        if (summary.Revision is not null) writer.WriteString("revision", summary.Revision);
        if (summary.Share is { } share) writer.WriteNumber("share", share);
        if (summary.Samples is { } samples)
        {
            writer.WriteStartObject("leftOut");
            writer.WriteNumber("rate", samples.Rate);
            writer.WriteNumber("queue", samples.Queue);
            writer.WriteNumber("failed", samples.Failed);
            writer.WriteEndObject();
            writer.WriteNumber("invalid", samples.Invalid);
        }

        writer.WriteStartArray("shadows");
        foreach (var line in summary.Shadows) Write(writer, line);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ShadowLine line)
    {
        writer.WriteStartObject();
        writer.WriteString("policy", line.Policy);
        writer.WriteNumber("version", line.Version);
        if (line.InForce is { } inForce) writer.WriteNumber("inForce", inForce);
        if (line.Since is { } since) writer.WriteString("since", since.ToString(ServerReports.TimeFormat, CultureInfo.InvariantCulture));
        if (line.Until is { } until) writer.WriteString("until", until.ToString(ServerReports.TimeFormat, CultureInfo.InvariantCulture));
        if (line.Evaluated is { } evaluated) writer.WriteNumber("evaluated", evaluated);
        writer.WriteNumber("differed", line.Differed);
        writer.WriteNumber("newlyPermitted", line.NewlyPermitted);
        writer.WriteNumber("noLongerPermitted", line.NoLongerPermitted);
        writer.WriteNumber("errors", line.Errors);
        writer.WriteStartArray("rows");
        foreach (var row in line.Rows) Write(writer, row);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ShadowRow row)
    {
        writer.WriteStartObject();
        writer.WriteNumber("count", row.Count);
        if (row.IsRest) writer.WriteBoolean("rest", true);
        Write(writer, "inForce", row.InForce, row.InForceCause);
        Write(writer, "shadow", row.Decision, row.Cause);
        if (row.Example is { } example)
        {
            writer.WriteStartObject("example");
            writer.WriteString("time", example.Time);
            writer.WriteString("decisionId", example.DecisionId);
            Entity("subject", example.SubjectType, example.SubjectId);
            writer.WriteString("action", example.Action);
            Entity("resource", example.ResourceType, example.ResourceId);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();

        void Entity(string name, string type, string id)
        {
            writer.WriteStartObject(name);
            writer.WriteString("type", type);
            writer.WriteString("id", id);
            writer.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, string decision, ShadowReason? reason)
    {
        writer.WriteStartObject(name);
        writer.WriteString("decision", decision);
        if (reason is not null)
        {
            writer.WriteString("policy", reason.Policy);
            writer.WriteNumber("version", reason.Version);
            if (reason.Rule is not null) writer.WriteString("rule", reason.Rule);
            if (reason.Code is not null) writer.WriteString("code", reason.Code);
        }

        writer.WriteEndObject();
    }
}
