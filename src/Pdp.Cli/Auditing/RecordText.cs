using System.Globalization;
using System.Text;
using System.Text.Json;
using Pdp.Audit.Records;
using Pdp.Cli.Output;
using Pdp.Engine.Decisions;
using Spectre.Console;

namespace Pdp.Cli.Auditing;

/// <summary>Records for people, a line each. What a record tells is not trusted to be fit for a terminal.</summary>
/// <param name="console">Where to.</param>
internal sealed class RecordText(IAnsiConsole console)
{
    private const int MostRules = 3;

    /// <summary>Writes a record.</summary>
    public void Write(JsonElement record)
    {
        var kind = record.Text("kind") ?? "";
        var (word, style) = record.Text("decision") is { } decision ? (decision, StyleOf(decision)) : (kind, Palette.Help);
        console.Line(
            ($"{Printable.OneLine(record.Text("time") ?? "")} ", Palette.Quiet),
            (Printable.OneLine(word).PadRight(14), style),
            ($" {Printable.OneLine(Rest(kind, record))}", Palette.Plain));
    }

    private static string Rest(string kind, JsonElement record) => kind switch
    {
        RecordKinds.Dropped => string.Create(CultureInfo.InvariantCulture, $"{record.Number("count")} decisions, {record.Number("permits")} of them PERMITs, between {record.Text("from")} and {record.Text("to")}: there was no room"),
        RecordKinds.Unsampled => string.Create(CultureInfo.InvariantCulture, $"{record.Number("count")} PERMITs between {record.Text("from")} and {record.Text("to")}: only a share is recorded"),
        RecordKinds.Undelivered => string.Create(CultureInfo.InvariantCulture, $"{record.Number("count")} records of {record.Number("first")} to {record.Number("last")} did not get to {record.Text("sink")}"),
        RecordKinds.Withheld => $"the PERMIT {record.Text("id")} was not given: its record came too late",
        RecordKinds.Start => Start(record),
        RecordKinds.Stop => "the server stopped, and had written all",
        RecordKinds.Checkpoint => $"signed with the key {record.Text("key")}",
        RecordKinds.File => string.Create(CultureInfo.InvariantCulture, $"file {record.Number("number")}, behind record {record.Number("after")}"),
        _ => Asked(kind, record),
    };

    private static string Start(JsonElement record)
    {
        var torn = record.Number("torn");
        var before = record.At("clean")?.ValueKind == JsonValueKind.True ? "a server begins" : "a server begins; the one before had not written all";
        return torn == 0 ? before : string.Create(CultureInfo.InvariantCulture, $"{before}, and left {torn} bytes of a line");
    }

    private static string Asked(string kind, JsonElement record)
    {
        var text = new StringBuilder();
        if (kind != RecordKinds.Decision) text.Append(kind == RecordKinds.Search && record.Text("searched") is { } searched ? $"search for {searched}s: " : $"{kind}: ");
        text.Append(CultureInfo.InvariantCulture, $"{Entity(record, "subject")}, action `{record.Text("request", "action", "name")}`, {Entity(record, "resource")}");
        if (kind == RecordKinds.Search) text.Append(CultureInfo.InvariantCulture, $": {record.List("results").Count()} found");
        foreach (var rule in record.List("determining").Take(MostRules)) text.Append("; ").Append(DecisionWords.Name(Rule(rule)));
        foreach (var error in record.List("errors").Take(1)) text.Append("; ").Append(DecisionWords.Describe(Error(error)));
        if (record.Text("caller", "id") is { } caller) text.Append(CultureInfo.InvariantCulture, $"; asked by {record.Text("caller", "type")} `{caller}`");
        return text.Append(CultureInfo.InvariantCulture, $"; {record.Text("id")}").ToString();
    }

    /// <summary>A rule as a record tells it.</summary>
    public static DeterminingRule Rule(JsonElement rule) => new(rule.Text("policy") ?? "", (int)rule.Number("version"), rule.Text("rule"), rule.Text("reason"));

    /// <summary>An error as a record tells it.</summary>
    public static DecisionError Error(JsonElement error) =>
        new(error.Text("policy"), (int)error.Number("version"), error.Text("rule"), error.Text("code") ?? "", error.Text("message") ?? "");

    private static string Entity(JsonElement record, string part) => $"{record.Text("request", part, "type")} `{record.Text("request", part, "id")}`";

    private static Style StyleOf(string decision) => decision switch
    {
        "PERMIT" => Palette.Good,
        "DENY" => Palette.Bad,
        "INDETERMINATE" => Palette.Warning,
        _ => Palette.Quiet,
    };
}
