using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Pdp.Audit.Records;
using Pdp.Cli.CommandLine;
using Pdp.Language.Values;

namespace Pdp.Cli.Auditing;

/// <summary>Which records of a log are wanted. What is not asked for fits; of what is, everything has to.</summary>
internal sealed class RecordFilter
{
    private static readonly string[] Kinds =
    [
        RecordKinds.Decision, RecordKinds.Explain, RecordKinds.Search, RecordKinds.Dropped, RecordKinds.Unsampled, RecordKinds.Withheld, RecordKinds.Undelivered,
        RecordKinds.Start, RecordKinds.Stop, RecordKinds.Checkpoint, RecordKinds.File,
    ];

    private static readonly string[] Decisions = ["PERMIT", "DENY", "NOT_APPLICABLE", "INDETERMINATE"];

    private readonly Option<string?> _id = Text("--id", "ID", "the decision of this id, as its answer told it");
    private readonly Option<long?> _record = new("--record") { HelpName = "NUMBER", Description = "the record of this number", CustomParser = Number };
    private readonly Option<string?> _kind = Word("--kind", "KIND", "records of this kind", Kinds);
    private readonly Option<string?> _caller = Text("--caller", "ID", "what this caller asked");
    private readonly Option<string?> _subject = Text("--subject", "ID", "decisions about this subject");
    private readonly Option<string?> _action = Text("--action", "NAME", "decisions about this action");
    private readonly Option<string?> _resource = Text("--resource", "ID", "decisions about this resource");
    private readonly Option<string?> _decision = Word("--decision", "WORD", "answers of this kind", Decisions);
    private readonly Option<string?> _policy = Text("--policy", "PATH", "decisions that this policy made, or failed in");
    private readonly Option<string?> _rule = Text("--rule", "ID", "decisions that this rule made, or failed in");
    private readonly Option<string?> _trace = Text("--trace", "ID", "calls of this trace");
    private readonly Option<Moment?> _since = Moment.Option("--since", "from this time on: as 2026-03-02T10:00:00Z, or how long ago, as 15m");
    private readonly Option<Moment?> _until = Moment.Option("--until", "before this time");

    /// <summary>Its options.</summary>
    public IEnumerable<Option> Options => [_id, _record, _kind, _caller, _subject, _action, _resource, _decision, _policy, _rule, _trace, _since, _until];

    /// <summary>What the command line asks for.</summary>
    public Func<JsonElement, bool> Read(ParseResult arguments, TimeProvider clock)
    {
        var wanted = new List<Func<JsonElement, bool>>();
        Add(_id, "id");
        Add(_kind, "kind");
        Add(_caller, "caller", "id");
        Add(_subject, "request", "subject", "id");
        Add(_action, "request", "action", "name");
        Add(_resource, "request", "resource", "id");
        Add(_decision, "decision");
        Add(_trace, "trace");
        if (arguments.GetValue(_record) is { } number) wanted.Add(record => record.Number("seq") == number);
        AddCause(_policy, "policy");
        AddCause(_rule, "rule");
        if (arguments.GetValue(_since)?.Of(clock) is { } since) wanted.Add(record => TimeOf(record) is { } time && Compare(time, since) >= 0);
        if (arguments.GetValue(_until)?.Of(clock) is { } until) wanted.Add(record => TimeOf(record) is { } time && Compare(time, until) < 0);
        return record => wanted.TrueForAll(one => one(record));

        void Add(Option<string?> option, params string[] path)
        {
            if (arguments.GetValue(option) is { } text) wanted.Add(record => Is(record, text, path));
        }

        void AddCause(Option<string?> option, string name)
        {
            if (arguments.GetValue(option) is { } text) wanted.Add(record => record.List("determining").Concat(record.List("errors")).Any(one => Is(one, text, name)));
        }
    }

    /// <summary>The time of a record; null: it has none.</summary>
    public static Timestamp? TimeOf(JsonElement record) =>
        record.Text("time") is { } text && CelText.ParseTimestamp(text) is { Kind: ValueKind.Timestamp } time ? time.AsTimestamp : null;

    private static int Compare(Timestamp one, Timestamp other) => (one.Seconds, one.Nanos).CompareTo((other.Seconds, other.Nanos));

    private static bool Is(JsonElement record, string wanted, params ReadOnlySpan<string> path) =>
        record.At(path) is { ValueKind: JsonValueKind.String } found && found.ValueEquals(wanted);

    private static Option<string?> Text(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description };

    private static Option<string?> Word(string name, string helpName, string description, string[] words)
    {
        var option = new Option<string?>(name)
        {
            HelpName = helpName,
            Description = $"{description}: {string.Join(", ", words)}",
            CustomParser = result => Pick(result, words),
        };
        option.CompletionSources.Add(words);
        return option;
    }

    private static string? Pick(ArgumentResult result, string[] words)
    {
        var text = result.Tokens[0].Value;
        foreach (var word in words)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase)) return word;
        }

        result.AddError($"`{CommonOptions.NameOf(result)}`: expected one of {string.Join(", ", words.Select(static word => $"`{word}`"))}, got `{text}`");
        return null;
    }

    private static long? Number(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) return number;
        result.AddError($"`{CommonOptions.NameOf(result)}`: expected the number of a record, from 1 on, got `{text}`");
        return null;
    }
}
