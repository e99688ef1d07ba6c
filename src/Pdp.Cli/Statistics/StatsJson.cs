using System.Text.Json;
using Pdp.Engine;
using Pdp.Engine.Reports;

namespace Pdp.Cli.Statistics;

/// <summary>The statistics for programs.</summary>
internal static class StatsJson
{
    /// <summary>
    /// Writes <c>{"name", "revision", "counts", "keys", "selectivity", "memory", "lists", "withoutKey"}</c>. The list that has
    /// no <c>policy</c> is that of the root policies.
    /// </summary>
    public static void Write(Utf8JsonWriter writer, BundleStatistics statistics)
    {
        var rules = statistics.Rules;
        writer.WriteStartObject();
        writer.WriteString("name", statistics.Bundle.Name);
        writer.WriteString("revision", statistics.Bundle.Revision);
        writer.WriteStartObject("counts");
        writer.WriteNumber("policies", statistics.Policies);
        writer.WriteNumber("versions", statistics.Versions);
        writer.WriteNumber("roots", statistics.Of(PolicyRole.Root));
        writer.WriteNumber("referenced", statistics.Of(PolicyRole.Referenced));
        writer.WriteNumber("shadows", statistics.Of(PolicyRole.Shadow));
        writer.WriteNumber("inactive", statistics.Of(PolicyRole.Inactive));
        writer.WriteNumber("rules", rules.Rules);
        writer.WriteNumber("items", rules.Items);
        writer.WriteNumber("rulesWithKey", rules.RulesWithKey);
        writer.WriteEndObject();
        Write(writer, rules.Selectivity);
        writer.WriteStartObject("memory");
        writer.WriteNumber("loadedBytesMeasured", statistics.LoadedBytes);
        writer.WriteNumber("indexBytesEstimated", rules.IndexBytes);
        writer.WriteEndObject();
        writer.WriteStartArray("lists");
        foreach (var list in rules.Lists) Write(writer, list);
        writer.WriteEndArray();
        writer.WriteStartArray("withoutKey");
        var positions = new Positions(statistics.Bundle);
        foreach (var item in rules.Lists.SelectMany(static list => list.Uncovered)) Write(writer, item, positions);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, PolicyRules list)
    {
        writer.WriteStartObject();
        if (list.Policy is { } policy)
        {
            writer.WriteString("policy", policy);
            writer.WriteNumber("version", list.Version);
        }

        if (list.IsShadow) writer.WriteBoolean("shadow", true);
        writer.WriteNumber("items", list.Items);
        writer.WriteNumber("rules", list.Rules);
        writer.WriteBoolean("indexed", list.IsIndexed);
        writer.WriteStartObject("rulesWithKey");
        writer.WriteNumber("any", list.Kinds.Any);
        writer.WriteNumber("value", list.Kinds.Values);
        writer.WriteNumber("membership", list.Kinds.Elements);
        writer.WriteNumber("range", list.Kinds.Ranges);
        writer.WriteNumber("prefix", list.Kinds.Prefixes);
        writer.WriteNumber("absence", list.Kinds.Absences);
        writer.WriteEndObject();
        if (list.Selectivity is { } selectivity) Write(writer, selectivity);
        writer.WriteStartArray("attributes");
        foreach (var key in list.Keys) Write(writer, key);
        writer.WriteEndArray();
        writer.WriteNumber("indexBytesEstimated", list.IndexBytes);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Selectivity selectivity)
    {
        writer.WriteStartObject("selectivity");
        writer.WriteNumber("requests", selectivity.Probes);
        writer.WriteNumber("mean", Math.Round(selectivity.Mean, 2));
        writer.WriteNumber("most", selectivity.Most);
        writer.WriteNumber("withoutAttributes", selectivity.WithoutAttributes);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, KeyReport key)
    {
        writer.WriteStartObject();
        writer.WriteString("attribute", key.Attribute);
        if (key.IsMultiValued) writer.WriteBoolean("elements", true);
        writer.WriteNumber("items", key.Items);
        writer.WriteNumber("values", key.Values);
        writer.WriteNumber("ranges", key.Ranges);
        writer.WriteNumber("prefixes", key.Prefixes);
        writer.WriteBoolean("lookedUp", key.IsUsed);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, UncoveredItem item, Positions positions)
    {
        writer.WriteStartObject();
        if (item.Policy is { } policy) writer.WriteString("in", policy);
        writer.WriteString(item.IsPolicy ? "policy" : "rule", item.Id);
        writer.WriteString("file", item.Location.File);
        if (positions.LineOf(item.Location) is { } line) writer.WriteNumber("line", line);
        writer.WriteString("pointer", item.Location.Pointer);
        writer.WriteStartArray("reasons");
        foreach (var reason in item.Reasons)
        {
            writer.WriteStartObject();
            if (reason.Text.Length > 0) writer.WriteString("text", reason.Text);
            writer.WriteString("message", reason.Message);
            writer.WriteString("help", reason.Help);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
