using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pdp.Audit.Delivery;

namespace Pdp.Server.Auditing.Sinks;

/// <summary>
/// Records as an <c>ExportLogsServiceRequest</c> of OTLP in JSON. The body of each is the line as the files have it, so that whoever
/// keeps them can verify their chain; attributes are what one searches by.
/// </summary>
internal sealed class OtlpRecords
{
    private const int Information = 9;
    private const int Warning = 13;
    private const int LargestKept = 4 * 1024 * 1024;

    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly (string Attribute, string[] Path)[] Texts =
    [
        ("pdp.decision.id", ["id"]), ("pdp.decision", ["decision"]), ("pdp.revision", ["revision"]), ("pdp.sink", ["sink"]),
        ("pdp.caller.id", ["caller", "id"]), ("pdp.subject.type", ["request", "subject", "type"]), ("pdp.subject.id", ["request", "subject", "id"]),
        ("pdp.action", ["request", "action", "name"]), ("pdp.resource.type", ["request", "resource", "type"]), ("pdp.resource.id", ["request", "resource", "id"]),
    ];

    private ArrayBufferWriter<byte> _buffer = new(64 * 1024);

    /// <summary>Writes a batch; valid until the next one.</summary>
    /// <param name="batch">The records.</param>
    /// <param name="now">When they are sent.</param>
    public ReadOnlyMemory<byte> Write(RecordBatch batch, DateTimeOffset now)
    {
        if (_buffer.Capacity > LargestKept) _buffer = new ArrayBufferWriter<byte>(64 * 1024);
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, Form))
        {
            json.WriteStartObject();
            json.WriteStartArray("resourceLogs");
            json.WriteStartObject();
            json.WriteStartObject("resource");
            json.WriteStartArray("attributes");
            Attribute(json, "service.name", "pdp");
            Attribute(json, "service.instance.id", Environment.MachineName);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartArray("scopeLogs");
            json.WriteStartObject();
            json.WriteStartObject("scope");
            json.WriteString("name", "pdp.audit");
            json.WriteEndObject();
            json.WriteStartArray("logRecords");
            var rest = batch.Lines.Span;
            while (rest.IndexOf((byte)'\n') is >= 0 and var end)
            {
                Record(json, rest[..end], now);
                rest = rest[(end + 1)..];
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return _buffer.WrittenMemory;
    }

    private static void Record(Utf8JsonWriter json, ReadOnlySpan<byte> line, DateTimeOffset now)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 1000 });
        using var document = JsonDocument.ParseValue(ref reader);
        var record = document.RootElement;
        var kind = Text(record, "kind") ?? "";
        var isWarning = kind is "dropped" or "undelivered" or "withheld" || Text(record, "decision") == "INDETERMINATE";
        json.WriteStartObject();
        json.WriteString("timeUnixNano", Nanos(DateTimeOffset.TryParse(Text(record, "time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : now));
        json.WriteString("observedTimeUnixNano", Nanos(now));
        json.WriteNumber("severityNumber", isWarning ? Warning : Information);
        json.WriteString("severityText", isWarning ? "WARN" : "INFO");
        json.WriteString("eventName", $"pdp.{kind}");
        json.WriteStartObject("body");
        json.WriteString("stringValue", line);
        json.WriteEndObject();
        json.WriteStartArray("attributes");
        if (record.TryGetProperty("seq", out var number)) Attribute(json, "pdp.record", number.GetInt64());
        foreach (var (attribute, path) in Texts)
        {
            if (Text(record, path) is { } text) Attribute(json, attribute, text);
        }

        json.WriteEndArray();
        if (Text(record, "trace") is { } trace) json.WriteString("traceId", trace);
        if (Text(record, "span") is { } span) json.WriteString("spanId", span);
        json.WriteEndObject();
    }

    private static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }

    // 64 bits are texts in the JSON of OTLP, as in that of all protocol buffers
    private static string Nanos(DateTimeOffset time) => ((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick).ToString(CultureInfo.InvariantCulture);

    private static void Attribute(Utf8JsonWriter json, string key, string value)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteStartObject("value");
        json.WriteString("stringValue", value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Attribute(Utf8JsonWriter json, string key, long value)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteStartObject("value");
        json.WriteString("intValue", value.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
