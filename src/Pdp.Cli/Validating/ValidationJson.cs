using System.Text.Json;
using Pdp.Bundles;
using Pdp.Cli.Output;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Cli.Validating;

/// <summary>What validation found, for programs.</summary>
internal static class ValidationJson
{
    /// <summary>
    /// Writes <c>{"valid", "name", "revision", "counts", "diagnostics"}</c>; name, revision and counts are left out when
    /// the folder does not load. A diagnostic's line and column count inside the expression when it has its <c>text</c>,
    /// else in the file.
    /// </summary>
    public static void Write(Utf8JsonWriter writer, LoadResult result, bool valid)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("valid", valid);
        if (result.Bundle is { } bundle)
        {
            writer.WriteString("name", bundle.Name);
            writer.WriteString("revision", bundle.Revision);
            WriteCounts(writer, BundleCounts.Of(bundle));
        }

        WriteDiagnostics(writer, result.Diagnostics);
        writer.WriteEndObject();
    }

    /// <summary>Writes the member <c>diagnostics</c>.</summary>
    public static void WriteDiagnostics(Utf8JsonWriter writer, IEnumerable<SourceDiagnostic> diagnostics)
    {
        writer.WriteStartArray("diagnostics");
        foreach (var diagnostic in diagnostics) Write(writer, diagnostic);
        writer.WriteEndArray();
    }

    /// <summary>Writes the member <c>counts</c>.</summary>
    public static void WriteCounts(Utf8JsonWriter writer, BundleCounts counts)
    {
        writer.WriteStartObject("counts");
        writer.WriteNumber("files", counts.Files);
        writer.WriteNumber("policies", counts.Policies);
        writer.WriteNumber("rules", counts.Rules);
        writer.WriteNumber("schemas", counts.Schemas);
        writer.WriteNumber("definitions", counts.Definitions);
        writer.WriteNumber("entities", counts.Entities);
        writer.WriteNumber("suites", counts.Suites);
        writer.WriteNumber("tests", counts.Tests);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, SourceDiagnostic diagnostic)
    {
        writer.WriteStartObject();
        WriteMembers(writer, diagnostic);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of a diagnostic.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, SourceDiagnostic diagnostic)
    {
        writer.WriteString("file", diagnostic.Location.File);
        writer.WriteString("pointer", diagnostic.Location.Pointer);
        writer.WriteString("severity", diagnostic.Severity == Severity.Error ? "error" : "warning");
        writer.WriteString("code", diagnostic.Code);
        writer.WriteString("message", diagnostic.Message);
        if (diagnostic.Help is not null) writer.WriteString("help", diagnostic.Help);
        if (diagnostic is { Text: { } text, Span: { } span })
        {
            var (line, column) = TextPosition.Of(text, span.Start);
            writer.WriteNumber("line", line);
            writer.WriteNumber("column", column);
            writer.WriteNumber("start", span.Start);
            writer.WriteNumber("length", span.Length);
            writer.WriteString("text", text);
        }

        else if (diagnostic.Position is { } position)
        {
            writer.WriteNumber("line", position.Line);
            writer.WriteNumber("column", position.Column);
        }
    }
}
