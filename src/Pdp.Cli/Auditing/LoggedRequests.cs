using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Pdp.Audit.Reading;
using Pdp.Audit.Records;
using Pdp.Bundles.Json;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Cli.Auditing;

/// <summary>
/// The requests of a log's decisions, each with its time. Of which something is not told, as it is masked, another question would be asked:
/// it is left out and counted, and so is what cannot be read.
/// </summary>
/// <param name="place">The log, as the command line names it.</param>
/// <param name="fits">Which records are wanted.</param>
/// <param name="isAnswerWanted">Whether what was answered without a look at the policies is left out as well.</param>
internal sealed class LoggedRequests(string place, Func<JsonElement, bool> fits, bool isAnswerWanted)
{
    private const string Masked = "masked";
    private const string Short = "without a request";
    private const string Unread = "not to be read as a request";
    private const string Elsewhere = "not answered by policies";
    private const int DeepestRequest = 900;

    private readonly SortedDictionary<string, long> _leftOut = new(StringComparer.Ordinal);

    /// <summary>The log, as the command line names it.</summary>
    public string Place => place;

    /// <summary>How many decisions were left out, by the reason.</summary>
    public IReadOnlyDictionary<string, long> LeftOut => _leftOut;

    /// <summary>How many in all.</summary>
    public long LeftOutCount => _leftOut.Values.Sum();

    /// <summary>How many lines were no records.</summary>
    public long Damaged { get; private set; }

    /// <summary>How many decisions are not in the log, as its records tell: there was no room for them, or only a share is recorded.</summary>
    public long Missing { get; private set; }

    /// <summary>What was left out in words; null: nothing.</summary>
    public string? Words => LeftOutCount == 0 ? null : string.Create(
        CultureInfo.InvariantCulture, $"{Output.Counted.Of(LeftOutCount, "decision")} not replayable: {string.Join(", ", _leftOut.Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value:N0} {pair.Key}")))}");

    /// <summary>Reads the requests, in the order of the log; each is valid until the next.</summary>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public IEnumerable<LoggedRequest> Read(CancellationToken cancellation)
    {
        foreach (var line in AuditRecords.Lines(LogPlace.Find(place)))
        {
            cancellation.ThrowIfCancellationRequested();
            using var document = RecordLine.Read(line);
            if (document is null)
            {
                Damaged++;
                continue;
            }

            var record = document.RootElement;
            var kind = record.Text("kind");
            if (kind is RecordKinds.Dropped or RecordKinds.Unsampled) Missing += record.Number("count");
            if (kind != RecordKinds.Decision || !fits(record)) continue;
            if (Take(record) is { } asked) yield return asked;
        }
    }

    private LoggedRequest? Take(JsonElement record)
    {
        if (record.At("request") is not { } request) return Leave(Short);
        if (record.List("masked").Any(static one => !one.ValueEquals("computed"))) return Leave(Masked);
        if (isAnswerWanted && IsOfServer(record)) return Leave(Elsewhere);
        var text = Encoding.UTF8.GetBytes(request.GetRawText());
        return RecordFilter.TimeOf(record) is { } time && RequestJson.TryRead(text, out var read, out _, DeepestRequest)
            ? new LoggedRequest(record.Number("seq"), read, text, time, record)
            : Leave(Unread);
    }

    private LoggedRequest? Leave(string why)
    {
        _leftOut[why] = _leftOut.GetValueOrDefault(why) + 1;
        return null;
    }

    // a revocation, whose rule has no version, or an error of no policy: a budget of time, policies that were stale
    private static bool IsOfServer(JsonElement record) =>
        record.Text("decision") is "DENY" ? record.List("determining").Any(static rule => rule.Number("version") == 0)
        : record.Text("decision") is "INDETERMINATE" && record.List("errors").Take(1).Any(static error => error.Text("policy") is null && error.Text("code") == "processing-error");
}

/// <summary>A request of a log.</summary>
/// <param name="Number">The number of its record.</param>
/// <param name="Request">The request.</param>
/// <param name="Text">The request as text.</param>
/// <param name="Time">When it was decided.</param>
/// <param name="Record">The record.</param>
internal sealed record LoggedRequest(long Number, Request Request, byte[] Text, Timestamp Time, JsonElement Record);
