using System.Text.Json;
using Pdp.Authoring.Linting;
using Pdp.Cli.Validating;

namespace Pdp.Cli.Linting;

/// <summary>What linting found, for programs.</summary>
internal static class LintJson
{
    /// <summary>
    /// Writes <c>{"clean", "fixed", "findings", "waived"}</c>. A finding has the members of a diagnostic of <c>pdp validate</c>, and
    /// <c>range</c> and <c>fixes</c> with offsets in octets of the document; a waived one has its <c>reason</c>.
    /// </summary>
    public static void Write(Utf8JsonWriter writer, LintReport report, int made)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("clean", report.Findings.IsEmpty);
        if (made > 0) writer.WriteNumber("fixed", made);
        Write(writer, "findings", report.Findings);
        Write(writer, "waived", report.Waived);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, IEnumerable<LintFinding> findings)
    {
        writer.WriteStartArray(name);
        foreach (var finding in findings)
        {
            writer.WriteStartObject();
            ValidationJson.WriteMembers(writer, finding.Diagnostic);
            if (finding.WaivedBecause is { } reason) writer.WriteString("reason", reason);
            if (finding.Range is { } range)
            {
                writer.WriteStartObject("range");
                writer.WriteNumber("offset", range.Offset);
                writer.WriteNumber("length", range.Length);
                writer.WriteEndObject();
            }

            if (!finding.Fixes.IsEmpty)
            {
                writer.WriteStartArray("fixes");
                foreach (var fix in finding.Fixes)
                {
                    writer.WriteStartObject();
                    writer.WriteString("title", fix.Title);
                    writer.WriteBoolean("safe", fix.IsSafe);
                    writer.WriteNumber("offset", fix.Edit.Range.Offset);
                    writer.WriteNumber("length", fix.Edit.Range.Length);
                    writer.WriteString("text", fix.Edit.Text);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
