using System.Text.Json;
using Pdp.Engine.Reports;

namespace Pdp.Bundles.Json;

/// <summary>What an index found, as JSON.</summary>
internal static class IndexJson
{
    public static void Write(Utf8JsonWriter writer, IndexUse use)
    {
        writer.WriteStartObject("index");
        writer.WriteNumber("items", use.Items);
        writer.WriteNumber("candidates", use.Candidates);
        AnswerJson.WriteList(writer, "lists", use.Lists, Write);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ListUse list)
    {
        writer.WriteStartObject();
        if (list.Policy is { } policy)
        {
            writer.WriteString("policy", policy);
            writer.WriteNumber("version", list.Version);
        }

        writer.WriteBoolean("indexed", list.IsIndexed);
        writer.WriteNumber("items", list.Items);
        writer.WriteNumber("leftOut", list.LeftOutCount);
        AnswerJson.WriteList(writer, "lookedUp", list.Keys.Where(static key => key.IsLookedUp).ToList(), Write);
        AnswerJson.WriteList(writer, "candidates", list.Candidates, (to, one) => Write(to, one, list.IsIndexed));
        AnswerJson.WriteList(writer, "leftOutBecause", list.LeftOut, static (to, one) =>
        {
            to.WriteStartObject();
            to.WriteString(one.IsPolicy ? "policy" : "rule", one.Id);
            to.WriteString("reason", one.Reason);
            to.WriteEndObject();
        });
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, KeyUse key)
    {
        writer.WriteStartObject();
        writer.WriteString("attribute", key.Attribute);
        if (key.IsMultiValued) writer.WriteBoolean("elements", true);
        writer.WriteString("state", Of(key.State));
        if (key.State == KeyState.Value)
        {
            writer.WritePropertyName("value");
            ValueJson.Write(writer, key.Value);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, CandidateUse candidate, bool isIndexed)
    {
        writer.WriteStartObject();
        writer.WriteString(candidate.IsPolicy ? "policy" : "rule", candidate.Id);
        if (isIndexed)
        {
            writer.WriteBoolean("key", candidate.HasKey);
            writer.WriteBoolean("evaluated", !candidate.IsSure);
        }

        AnswerJson.WriteList(writer, "foundBy", candidate.FoundBy, static (to, match) =>
        {
            to.WriteStartObject();
            to.WriteString("attribute", match.Attribute);
            to.WriteString("match", Of(match.Kind));
            if (match.Asked.Length > 0) to.WriteString("asked", match.Asked);
            to.WriteEndObject();
        });
        AnswerJson.WriteText(writer, "file", candidate.Location.File);
        AnswerJson.WriteText(writer, "pointer", candidate.Location.Pointer);
        writer.WriteEndObject();
    }

    private static string Of(KeyState state) => state switch
    {
        KeyState.Value => "value",
        KeyState.Missing => "missing",
        _ => "invalid",
    };

    private static string Of(KeyMatchKind kind) => kind switch
    {
        KeyMatchKind.Value => "value",
        KeyMatchKind.Element => "element",
        KeyMatchKind.Range => "range",
        KeyMatchKind.Prefix => "prefix",
        KeyMatchKind.Missing => "missing",
        KeyMatchKind.Invalid => "invalid",
        KeyMatchKind.WrongType => "wrong-type",
        _ => "not-listed",
    };
}
