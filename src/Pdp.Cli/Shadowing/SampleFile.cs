using System.Globalization;
using System.Text.Json;
using Pdp.Cli.Checking;
using Pdp.Cli.Output;
using Spectre.Console;

namespace Pdp.Cli.Shadowing;

/// <summary>Counts the samples of a file, line by line. Memory is bounded, however long the file is.</summary>
/// <param name="policy">The policy that is told of; null: all.</param>
/// <param name="errors">Is told of lines that are no samples.</param>
internal sealed class SampleFile(string? policy, IAnsiConsole errors)
{
    /// <summary>Most rows that are kept apart; others are counted by their decisions.</summary>
    public const int MostRows = 4000;

    private const int MaxLine = 32 * 1024 * 1024;
    private const int MostTold = 20;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 300 };

    private readonly SortedDictionary<(string Policy, int Version, int InForce), Counts> _shadows = [];
    private int _rows;
    private long _rate;
    private long _queue;
    private long _failed;

    /// <summary>How many lines are no samples.</summary>
    public long Invalid { get; private set; }

    /// <summary>The first of them.</summary>
    public long FirstInvalid { get; private set; }

    /// <summary>How many lines there are.</summary>
    public long Lines { get; private set; }

    /// <summary>Reads a file.</summary>
    public async Task<ShadowSummary> ReadAsync(string name, Stream input, ProgressLine progress, CancellationToken cancellation)
    {
        var reader = new JsonLineReader(input, MaxLine);
        do
        {
            while (reader.TryTake(out var line))
            {
                cancellation.ThrowIfCancellationRequested();
                Take(line);
                if (line.Number % 1024 == 0) progress.Tell(() => string.Create(CultureInfo.InvariantCulture, $"{Lines:N0} lines"));
            }
        }
        while (await reader.FillAsync(cancellation));

        return new ShadowSummary(
            name, null, null, new SampleGaps(_rate, _queue, _failed, Invalid), [.. _shadows.Select(static pair => pair.Value.ToLine(pair.Key))]);
    }

    private void Take(in JsonLine line)
    {
        var content = line.Trimmed;
        if (content.IsEmpty && !line.TooLong) return;
        Lines++;
        if (!line.TooLong && TryCount(line.Content)) return;
        Invalid++;
        if (FirstInvalid == 0) FirstInvalid = line.Number;
        if (Invalid > MostTold) return;
        errors.Error(string.Create(CultureInfo.InvariantCulture, $"line {line.Number}: expected a sample of a shadow version, got something else"));
        if (Invalid == MostTold) errors.Warning("more lines that are no samples are counted, and not told one by one");
    }

    private bool TryCount(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content, Reading);
            var root = document.RootElement;
            if (root.TryGetProperty("leftOut", out var leftOut))
            {
                // all three before any is counted
                var (rate, queue, failed) = (Number(leftOut, "rate"), Number(leftOut, "queue"), Number(leftOut, "failed"));
                (_rate, _queue, _failed) = (_rate + rate, _queue + queue, _failed + failed);
                return true;
            }

            Count(root);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // it is told with its line
            return false;
        }
    }

    private void Count(JsonElement sample)
    {
        var (shadow, inForce) = (sample.GetProperty("shadow"), sample.GetProperty("inForce"));
        var id = Text(sample, "policy");
        var key = (id, shadow.GetProperty("version").GetInt32(), inForce.TryGetProperty("version", out var version) ? version.GetInt32() : 0);
        var row = new ShadowRow(Decision(inForce), Decision(shadow), 1, Reason(inForce), Reason(shadow), IsRest: false, Case(sample));
        var time = DateTimeOffset.Parse(row.Example!.Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        if (policy is not null && !string.Equals(policy, id, StringComparison.Ordinal)) return;
        if (!_shadows.TryGetValue(key, out var counts))
        {
            if (_shadows.Count == MostRows)
                throw new CliFailureException(ExitCodes.BadInput, $"the samples are of more than {MostRows} shadow versions", "choose a policy with `--policy ID`");
            _shadows.Add(key, counts = new Counts());
        }

        if (counts.Add(row, time, mayKeep: _rows < MostRows)) _rows++;
    }

    private static ShadowReason? Reason(JsonElement side)
    {
        if (side.TryGetProperty("rule", out var rule)) return new ShadowReason(Text(rule, "policy"), rule.GetProperty("version").GetInt32(), Optional(rule, "rule"), null);
        if (!side.TryGetProperty("error", out var error)) return null;
        var place = Optional(error, "policy");
        return new ShadowReason(place ?? "", place is null ? 0 : error.GetProperty("version").GetInt32(), Optional(error, "rule"), Text(error, "code"));
    }

    private static ShadowCase Case(JsonElement sample)
    {
        var request = sample.GetProperty("request");
        var (subject, resource) = (request.GetProperty("subject"), request.GetProperty("resource"));
        return new ShadowCase(
            Text(sample, "time"), Text(sample, "decisionId"), Text(subject, "type"), Text(subject, "id"), Text(request.GetProperty("action"), "name"),
            Text(resource, "type"), Text(resource, "id"));
    }

    private static string Decision(JsonElement side) => Text(side, "decision") switch
    {
        "PERMIT" or "DENY" or "NOT_APPLICABLE" or "INDETERMINATE" => Text(side, "decision"),
        _ => throw new FormatException("it is no decision"),
    };

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException("expected a text");

    private static string? Optional(JsonElement element, string name) => element.TryGetProperty(name, out var member) ? member.GetString() : null;

    private static long Number(JsonElement element, string name) =>
        element.GetProperty(name).GetInt64() is >= 0 and var number ? number : throw new FormatException("expected a count");

    private sealed class Counts
    {
        private readonly Dictionary<(string, string, ShadowReason?, ShadowReason?), ShadowRow> _rows = [];
        private readonly Dictionary<(string, string), ShadowRow> _rest = [];
        private DateTimeOffset _first = DateTimeOffset.MaxValue;
        private DateTimeOffset _last = DateTimeOffset.MinValue;

        // true: there is a row more
        public bool Add(ShadowRow row, DateTimeOffset time, bool mayKeep)
        {
            if (time < _first) _first = time;
            if (time > _last) _last = time;
            var key = (row.InForce, row.Decision, row.InForceCause, row.Cause);
            if (_rows.TryGetValue(key, out var known))
            {
                _rows[key] = known with { Count = known.Count + 1 };
                return false;
            }

            if (mayKeep)
            {
                _rows.Add(key, row);
                return true;
            }

            var pair = (row.InForce, row.Decision);
            _rest[pair] = _rest.TryGetValue(pair, out var rest)
                ? rest with { Count = rest.Count + 1 }
                : row with { InForceCause = null, Cause = null, IsRest = true, Example = null };
            return false;
        }

        public ShadowLine ToLine((string Policy, int Version, int InForce) key)
        {
            var rows = ShadowLine.InOrder(_rows.Values.Concat(_rest.Values));
            var errors = rows.Where(static row => row.Decision == "INDETERMINATE").Sum(static row => row.Count);
            return new ShadowLine(key.Policy, key.Version, key.InForce == 0 ? null : key.InForce, _first, _last, null, errors, rows);
        }
    }
}
