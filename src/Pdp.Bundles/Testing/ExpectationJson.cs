using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pdp.Bundles.Json;
using Pdp.Engine.Decisions;

namespace Pdp.Bundles.Testing;

/// <summary>Expected and actual parts of answers as JSON, for people to compare.</summary>
internal static class ExpectationJson
{
    // shown on terminals and in logs, never in a page: quotes and umlauts stay legible
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Outcome outcome) => $"\"{Names.Of(outcome)}\"";

    public static string Of(IReadOnlyList<DeterminingRule> rules) => List(rules, AnswerJson.WriteRule);

    public static string Of(IReadOnlyList<Notice> notices) => List(notices, AnswerJson.WriteNotice);

    public static string Of(IReadOnlyList<DecisionError> errors) => List(errors, AnswerJson.WriteError);

    public static string Of(ImmutableArray<ExpectedRule> rules) => List(rules, static (writer, rule) =>
    {
        writer.WriteStartObject();
        AnswerJson.WriteText(writer, "policy", rule.Policy);
        if (rule.Version is { } version) writer.WriteNumber("version", version);
        AnswerJson.WriteText(writer, "rule", rule.Rule);
        AnswerJson.WriteText(writer, "reason", rule.Reason);
        writer.WriteEndObject();
    });

    public static string Of(ImmutableArray<ExpectedNotice> notices) => List(notices, static (writer, notice) =>
    {
        writer.WriteStartObject();
        writer.WriteString("id", notice.Id);
        if (notice.Properties is { } properties)
        {
            writer.WritePropertyName("properties");
            ValueJson.Write(writer, properties);
        }

        writer.WriteEndObject();
    });

    public static string Of(ImmutableArray<ExpectedError> errors) => List(errors, static (writer, error) =>
    {
        writer.WriteStartObject();
        AnswerJson.WriteText(writer, "policy", error.Policy);
        AnswerJson.WriteText(writer, "rule", error.Rule);
        AnswerJson.WriteText(writer, "code", error.Code);
        writer.WriteEndObject();
    });

    private static string List<T>(IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            writer.WriteStartArray();
            foreach (var item in items) write(writer, item);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
