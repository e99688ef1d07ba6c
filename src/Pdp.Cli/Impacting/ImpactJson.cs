using System.Text.Json;
using Pdp.Authoring.Boundaries;
using Pdp.Cli.Diffing;
using Pdp.Language.Values;

namespace Pdp.Cli.Impacting;

/// <summary>The impact for programs.</summary>
internal static class ImpactJson
{
    /// <summary>
    /// Writes <c>{"old", "new", "requests", "changed", "decisions", "sources", "cases", "log", "counts", "groups", "leftOut", "notLookedAt"}</c>; the groups as
    /// <c>pdp diff</c> has them, each with where its first request is from. The changed rules of which no request shows what their change does are
    /// <c>cases.idle</c> and <c>cases.withoutChange</c>; one whose <c>rule</c> is null is a policy that decides by its combining alone.
    /// </summary>
    public static void Write(Utf8JsonWriter writer, ImpactReport report)
    {
        writer.WriteStartObject();
        DiffJson.Write(writer, "old", report.Old);
        DiffJson.Write(writer, "new", report.New);
        writer.WriteNumber("requests", report.Tally.Requests);
        writer.WriteNumber("changed", report.Tally.Changed);
        writer.WriteNumber("decisions", report.Tally.Decisions);
        writer.WriteStartArray("sources");
        foreach (var source in report.Sources)
        {
            writer.WriteStartObject();
            writer.WriteString("from", source.Kind.Name());
            writer.WriteNumber("requests", source.Requests);
            writer.WriteNumber("changed", source.Changed);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        Write(writer, report.Cases, report.Seed);
        if (report.Log is { } log) DiffJson.Write(writer, log);
        DiffJson.WriteGroups(writer, report.Tally, group =>
        {
            writer.WriteString("from", group.Origin!.Words);
            writer.WriteString("now", CelText.ToStringValue(Value.From(group.Origin.Now)).AsString);
        });
        writer.WriteStartArray("notLookedAt");
        foreach (var line in report.NotLookedAt) writer.WriteStringValue(line);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, BoundaryCases cases, int seed)
    {
        writer.WriteStartObject("cases");
        writer.WriteNumber("seed", seed);
        writer.WriteNumber("rules", cases.Rules);
        writer.WriteNumber("policies", cases.Policies);
        writer.WriteNumber("changedRules", cases.ChangedRules);
        Write(writer, "idle", cases.Changes.Idle);
        Write(writer, "withoutChange", cases.Changes.WithoutChange);
        writer.WriteNumber("leftOut", cases.LeftOut);
        writer.WriteNumber("droppedValues", cases.DroppedValues);
        writer.WriteStartArray("otherChanges");
        foreach (var change in cases.OtherChanges) writer.WriteStringValue(change);
        writer.WriteEndArray();
        writer.WriteStartArray("notUnderstood");
        foreach (var part in cases.NotUnderstood) writer.WriteStringValue(part);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, IEnumerable<ChangedRule> rules)
    {
        writer.WriteStartArray(name);
        foreach (var rule in rules)
        {
            writer.WriteStartObject();
            writer.WriteString("policy", rule.Policy);
            writer.WriteString("rule", rule.Rule);
            writer.WriteString("state", rule.State switch
            {
                ChangedRuleState.Added => "added",
                ChangedRuleState.Removed => "removed",
                _ => "changed",
            });
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
