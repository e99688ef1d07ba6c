using System.Text.Json;
using Pdp.Engine;
using Pdp.Engine.Coverage;

namespace Pdp.Cli.Testing.Coverage;

/// <summary>Coverage for programs.</summary>
internal static class CoverageJson
{
    /// <summary>
    /// Writes <c>{"name", "revision", "tests", "partial", "percent", "outcomes", "seen", "rules", "fired", "operands", "operandsSeen", "documents": […]}</c>.
    /// </summary>
    public static void Write(Utf8JsonWriter writer, CoverageReport report)
    {
        writer.WriteStartObject();
        writer.WriteString("name", report.Bundle.Name);
        writer.WriteString("revision", report.Bundle.Revision);
        writer.WriteNumber("tests", report.Tests);
        writer.WriteBoolean("partial", report.IsPartial);
        WriteMembers(writer, report);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of such an object from <c>percent</c> on.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, CoverageReport report)
    {
        Write(writer, report.Count);
        writer.WriteStartArray("documents");
        foreach (var document in report.Documents) Write(writer, document);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, CoveredDocument document)
    {
        writer.WriteStartObject();
        writer.WriteString("file", document.File);
        if (document.Role is { } role)
        {
            var at = document.Title.LastIndexOf('@');
            writer.WriteString("policy", document.Title[..at]);
            writer.WriteNumber("version", int.Parse(document.Title[(at + 1)..], System.Globalization.CultureInfo.InvariantCulture));
            if (role == PolicyRole.Shadow) writer.WriteBoolean("shadow", true);
        }

        Write(writer, document.Count);
        writer.WriteStartArray("ruleCoverage");
        foreach (var rule in document.Rules) Write(writer, document, rule);
        writer.WriteEndArray();
        writer.WriteStartArray("conditionCoverage");
        foreach (var condition in document.Conditions) Write(writer, document, condition);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, CoverageCount count)
    {
        writer.WriteNumber("percent", Math.Round(count.Percent, 3));
        writer.WriteNumber("outcomes", count.Outcomes);
        writer.WriteNumber("seen", count.Seen);
        writer.WriteNumber("rules", count.Rules);
        writer.WriteNumber("fired", count.Fired);
        writer.WriteNumber("operands", count.Operands);
        writer.WriteNumber("operandsSeen", count.OperandsSeen);
    }

    private static void Write(Utf8JsonWriter writer, CoveredDocument document, RuleCoverage rule)
    {
        writer.WriteStartObject();
        writer.WriteString("policy", rule.Policy);
        writer.WriteString("rule", rule.Rule);
        writer.WriteString("pointer", rule.Location.Pointer);
        if (document.LineOf(rule.Location) is { } line) writer.WriteNumber("line", line);
        writer.WriteNumber("fired", rule.Fired);
        writer.WriteNumber("notApplicable", rule.NotApplicable);
        writer.WriteNumber("errors", rule.Errors);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, CoveredDocument document, ConditionCoverage condition)
    {
        writer.WriteStartObject();
        if (condition.Policy is not null) writer.WriteString("policy", condition.Policy);
        if (condition.Rule is not null) writer.WriteString("rule", condition.Rule);
        writer.WriteString("member", condition.Member);
        writer.WriteString("pointer", condition.Location.Pointer);
        if (document.LineOf(condition.Location) is { } line) writer.WriteNumber("line", line);
        writer.WriteString("text", condition.Text);
        WriteOperands(writer, document, condition, condition.Operands);
        writer.WriteEndObject();
    }

    private static void WriteOperands(
        Utf8JsonWriter writer, CoveredDocument document, ConditionCoverage condition, System.Collections.Immutable.ImmutableArray<OperandCoverage> operands)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (operands.IsEmpty) return;
        writer.WriteStartArray("operands");
        foreach (var operand in operands)
        {
            writer.WriteStartObject();
            writer.WriteString("text", operand.Text);
            writer.WriteNumber("start", operand.Span.Start);
            writer.WriteNumber("length", operand.Span.Length);
            if (document.LineOf(condition, operand) is { } line) writer.WriteNumber("line", line);
            writer.WriteNumber("true", operand.True);
            writer.WriteNumber("false", operand.False);
            writer.WriteNumber("errors", operand.Errors);
            WriteOperands(writer, document, condition, operand.Operands);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
