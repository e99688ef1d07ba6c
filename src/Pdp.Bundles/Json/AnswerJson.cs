using System.Text.Json;
using Pdp.Engine.Decisions;

namespace Pdp.Bundles.Json;

/// <summary>The members of an answer.</summary>
internal static class AnswerJson
{
    public static void WriteMembers(Utf8JsonWriter writer, Decision decision)
    {
        writer.WriteString("decision", Names.Of(decision.Outcome));
        writer.WriteBoolean("allowed", decision.Allowed);
        WriteList(writer, "determining", decision.Determining, WriteRule);
        WriteList(writer, "obligations", decision.Obligations, WriteNotice);
        WriteList(writer, "advice", decision.Advice, WriteNotice);
        WriteList(writer, "errors", decision.Errors, WriteError);
        WriteList(writer, "misfits", decision.Misfits, static (to, misfit) => to.WriteStringValue(misfit));
        WriteShadows(writer, decision.Shadows);
        WriteText(writer, "revision", decision.Revision);
    }

    public static void WriteReasons(Utf8JsonWriter writer, Decision decision)
    {
        writer.WriteString("decision", Names.Of(decision.Outcome));
        WriteList(writer, "determining", decision.Determining, WriteRule);
        WriteList(writer, "advice", decision.Advice, WriteNotice);
        WriteList(writer, "errors", decision.Errors, WriteError);
        WriteList(writer, "misfits", decision.Misfits, static (to, misfit) => to.WriteStringValue(misfit));
    }

    public static void WriteRule(Utf8JsonWriter writer, DeterminingRule rule)
    {
        writer.WriteStartObject();
        writer.WriteString("policy", rule.Policy);
        writer.WriteNumber("version", rule.Version);
        WriteText(writer, "rule", rule.Rule);
        WriteText(writer, "reason", rule.Reason);
        writer.WriteEndObject();
    }

    public static void WriteNotice(Utf8JsonWriter writer, Notice notice)
    {
        writer.WriteStartObject();
        writer.WriteString("id", notice.Id);
        if (notice.Properties.Count > 0)
        {
            writer.WritePropertyName("properties");
            ValueJson.Write(writer, notice.Properties);
        }

        writer.WriteEndObject();
    }

    public static void WriteError(Utf8JsonWriter writer, DecisionError error)
    {
        writer.WriteStartObject();
        WriteText(writer, "policy", error.Policy);
        WriteText(writer, "rule", error.Rule);
        writer.WriteString("code", error.Code);
        writer.WriteString("message", error.Message);
        writer.WriteEndObject();
    }

    public static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text)) writer.WriteString(name, text);
    }

    public static void WriteList<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0) return;
        writer.WriteStartArray(name);
        for (var i = 0; i < items.Count; i++) write(writer, items[i]);
        writer.WriteEndArray();
    }

    // What agrees with the version in force would tell nothing, in every answer.
    private static void WriteShadows(Utf8JsonWriter writer, IReadOnlyList<ShadowDecision> shadows)
    {
        var begun = false;
        for (var i = 0; i < shadows.Count; i++)
        {
            if (!shadows[i].Differs) continue;
            if (!begun) writer.WriteStartArray("shadows");
            begun = true;
            WriteShadow(writer, shadows[i]);
        }

        if (begun) writer.WriteEndArray();
    }

    private static void WriteShadow(Utf8JsonWriter writer, ShadowDecision shadow)
    {
        writer.WriteStartObject();
        writer.WriteString("policy", shadow.Policy);
        writer.WriteNumber("version", shadow.Version);
        writer.WriteString("decision", Names.Of(shadow.Outcome));
        writer.WriteString("inForce", Names.Of(shadow.InForce));
        writer.WriteEndObject();
    }
}
