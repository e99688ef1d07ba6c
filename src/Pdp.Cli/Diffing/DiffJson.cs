using System.Collections.Immutable;
using System.Text.Json;
using Pdp.Bundles.Json;
using Pdp.Cli.Auditing;
using Pdp.Cli.Output;
using Pdp.Engine.Decisions;
using Pdp.Language.Values;

namespace Pdp.Cli.Diffing;

/// <summary>Comparisons for programs.</summary>
internal static class DiffJson
{
    private static readonly JsonDocumentOptions AsDeepAsRequests = new() { MaxDepth = 1000 };

    /// <summary>
    /// Writes <c>{"old", "new", "now", "log", "requests", "invalid", "changed", "decisions", "counts", "groups", "leftOut"}</c>; the groups
    /// in the order of the report for people.
    /// </summary>
    public static void Write(Utf8JsonWriter writer, DiffReport report)
    {
        writer.WriteStartObject();
        Write(writer, "old", report.Old);
        Write(writer, "new", report.New);
        if (report.Now is { } now) writer.WriteString("now", CelText.ToStringValue(Value.From(now)).AsString);
        if (report.Log is { } log) Write(writer, log);
        writer.WriteNumber("requests", report.Tally.Requests);
        writer.WriteNumber("invalid", report.Invalid);
        writer.WriteNumber("changed", report.Tally.Changed);
        writer.WriteNumber("decisions", report.Tally.Decisions);
        WriteGroups(writer, report.Tally, group => writer.WriteNumber(report.Unit, group.Line));
        writer.WriteEndObject();
    }

    /// <summary>Writes the members <c>counts</c>, <c>groups</c> and <c>leftOut</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="tally">The changes.</param>
    /// <param name="place">Writes members that tell where the first request of a group is to be found.</param>
    public static void WriteGroups(Utf8JsonWriter writer, ChangeTally tally, Action<ChangeGroup> place)
    {
        Write(writer, "counts", tally.Count);
        writer.WriteStartArray("groups");
        foreach (var kind in ChangeKinds.All)
        {
            foreach (var group in tally.Of(kind)) Write(writer, group, place);
        }

        writer.WriteEndArray();
        Write(writer, "leftOut", tally.LeftOut);
    }

    /// <summary>Writes <c>{"line", "change", "before", "after"}</c>; of a log, <c>record</c> in place of <c>line</c>.</summary>
    public static void Write(Utf8JsonWriter writer, ChangedAnswer changed, string unit)
    {
        writer.WriteStartObject();
        writer.WriteNumber(unit, changed.Line);
        writer.WriteString("change", changed.Change.Kind.Name());
        writer.WritePropertyName("before");
        DecisionJson.Write(writer, changed.Before);
        writer.WritePropertyName("after");
        DecisionJson.Write(writer, changed.After);
        writer.WriteEndObject();
    }

    /// <summary>Writes a side as a member.</summary>
    public static void Write(Utf8JsonWriter writer, string name, DiffSource source)
    {
        writer.WriteStartObject(name);
        writer.WriteString("place", source.Place);
        if (source.Revision is not null) writer.WriteString("revision", source.Revision);
        writer.WriteEndObject();
    }

    /// <summary>Writes the log as a member <c>log</c>.</summary>
    public static void Write(Utf8JsonWriter writer, LoggedRequests log)
    {
        writer.WriteStartObject("log");
        writer.WriteString("place", log.Place);
        writer.WriteNumber("missing", log.Missing);
        writer.WriteStartObject("notReplayable");
        foreach (var (why, count) in log.LeftOut) writer.WriteNumber(why, count);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, Func<ChangeKind, long> count)
    {
        writer.WriteStartObject(name);
        foreach (var kind in ChangeKinds.All) writer.WriteNumber(kind.Name(), count(kind));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ChangeGroup group, Action<ChangeGroup> place)
    {
        var change = group.First;
        writer.WriteStartObject();
        writer.WriteString("change", change.Kind.Name());
        writer.WriteNumber("count", group.Count);
        Write(writer, "before", change.Before, change.BecauseBefore);
        Write(writer, "after", change.After, change.BecauseAfter);
        Write(writer, "obligations", change.Obligations);
        Write(writer, "advice", change.Advice);
        writer.WriteStartObject("example");
        place(group);
        if (group.Text is { } text)
        {
            // members that it is written with, without its blanks
            using var request = JsonDocument.Parse(text, AsDeepAsRequests);
            writer.WritePropertyName("request");
            request.RootElement.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, Outcome outcome, Because because)
    {
        writer.WriteStartObject(name);
        writer.WriteString("decision", DecisionWords.Of(outcome));
        if (!because.Rules.IsEmpty)
        {
            writer.WriteStartArray("determining");
            foreach (var rule in because.Rules) Write(writer, rule);
            writer.WriteEndArray();
        }

        if (because.MoreRules > 0) writer.WriteNumber("moreRules", because.MoreRules);
        if (because.Error is { } error) Write(writer, error);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, DeterminingRule rule)
    {
        writer.WriteStartObject();
        writer.WriteString("policy", rule.Policy);
        writer.WriteNumber("version", rule.Version);
        if (rule.Rule is not null) writer.WriteString("rule", rule.Rule);
        if (rule.Reason is not null) writer.WriteString("reason", rule.Reason);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, DecisionError error)
    {
        writer.WriteStartObject("error");
        if (error.Policy is not null)
        {
            writer.WriteString("policy", error.Policy);
            writer.WriteNumber("version", error.Version);
        }

        if (error.Rule is not null) writer.WriteString("rule", error.Rule);
        writer.WriteString("code", error.Code);
        writer.WriteString("message", error.Message);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, NoticeChange? change)
    {
        if (change is null) return;
        writer.WriteStartObject(name);
        Write(writer, "lost", change.Lost);
        Write(writer, "gained", change.Gained);
        Write(writer, "changed", change.Changed);
        writer.WriteBoolean("reordered", change.IsReordered);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, ImmutableArray<string> ids)
    {
        writer.WriteStartArray(name);
        foreach (var id in ids) writer.WriteStringValue(id);
        writer.WriteEndArray();
    }
}
