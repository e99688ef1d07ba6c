using System.Text.Json;
using Pdp.Authoring.Linting;
using Pdp.Language.Diagnostics;

namespace Pdp.Cli.Linting;

/// <summary>What linting found, as SARIF 2.1.0 (OASIS), which code hosts show in reviews.</summary>
internal static class LintSarif
{
    /// <summary>Writes one run. Paths are those below the policy folder; a waived finding is a suppressed result with its justification.</summary>
    public static void Write(Utf8JsonWriter writer, LintReport report)
    {
        writer.WriteStartObject();
        writer.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        writer.WriteString("version", "2.1.0");
        writer.WriteStartArray("runs");
        writer.WriteStartObject();
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "pdp lint");
        writer.WriteStartArray("rules");
        foreach (var code in report.Findings.Concat(report.Waived).Select(static finding => finding.Diagnostic.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("id", code);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartArray("results");
        foreach (var finding in report.Findings) Result(writer, finding);
        foreach (var finding in report.Waived) Result(writer, finding);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Result(Utf8JsonWriter writer, LintFinding finding)
    {
        var diagnostic = finding.Diagnostic;
        writer.WriteStartObject();
        writer.WriteString("ruleId", diagnostic.Code);
        writer.WriteString("level", diagnostic.Severity == Severity.Error ? "error" : "warning");
        writer.WriteStartObject("message");
        writer.WriteString("text", diagnostic.Help is { } help ? $"{diagnostic.Message}. {help}" : diagnostic.Message);
        writer.WriteEndObject();
        writer.WriteStartArray("locations");
        writer.WriteStartObject();
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        writer.WriteString("uri", string.Join('/', diagnostic.Location.File.Split('/').Select(Uri.EscapeDataString)));
        writer.WriteEndObject();
        if (finding.Range is { } range)
        {
            writer.WriteStartObject("region");
            writer.WriteNumber("byteOffset", range.Offset);
            writer.WriteNumber("byteLength", range.Length);
            if (finding.Line is { } line) writer.WriteNumber("startLine", line);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartArray("logicalLocations");
        writer.WriteStartObject();
        writer.WriteString("fullyQualifiedName", diagnostic.Location.Pointer);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (finding.WaivedBecause is { } reason)
        {
            writer.WriteStartArray("suppressions");
            writer.WriteStartObject();
            writer.WriteString("kind", "inSource");
            writer.WriteString("justification", reason);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
