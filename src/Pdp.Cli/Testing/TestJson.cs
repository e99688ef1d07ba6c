using System.Text.Json;
using Pdp.Bundles.Json;
using Pdp.Bundles.Testing;
using Pdp.Cli.Testing.Coverage;

namespace Pdp.Cli.Testing;

/// <summary>A run for programs.</summary>
internal static class TestJson
{
    /// <summary>Writes <c>{"passed", "failed", "revision", "suites": [{"file", "tests": […]}], "coverage"}</c>.</summary>
    public static void Write(Utf8JsonWriter writer, TestRun run)
    {
        writer.WriteStartObject();
        writer.WriteString("name", run.Bundle.Name);
        writer.WriteString("revision", run.Bundle.Revision);
        writer.WriteNumber("tests", run.Report.Results.Length);
        writer.WriteNumber("passed", run.Report.Results.Length - run.Failed);
        writer.WriteNumber("failed", run.Failed);
        if (run.Cancelled) writer.WriteNumber("notRun", run.Total - run.Report.Results.Length);
        writer.WriteNumber("seconds", Math.Round(run.Elapsed.TotalSeconds, 6));
        writer.WriteStartArray("suites");
        foreach (var suite in run.BySuite) Write(writer, suite.Key, suite);
        writer.WriteEndArray();
        if (run.HasCoverage || run.Coverage is not null) WriteCoverage(writer, run);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string file, IEnumerable<TestResult> results)
    {
        writer.WriteStartObject();
        writer.WriteString("file", file);
        writer.WriteStartArray("tests");
        foreach (var result in results)
        {
            writer.WriteStartObject();
            writer.WriteString("name", result.Test.Name);
            writer.WriteBoolean("passed", result.Passed);
            writer.WriteNumber("seconds", Math.Round(result.Elapsed.TotalSeconds, 6));
            if (!result.Passed) WriteFailure(writer, result);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteFailure(Utf8JsonWriter writer, TestResult result)
    {
        writer.WriteString("pointer", result.Test.Location.Pointer);
        writer.WriteStartArray("differences");
        foreach (var difference in result.Differences)
        {
            writer.WriteStartObject();
            writer.WriteString("what", difference.What);
            WriteJson(writer, "expected", difference.Expected);
            WriteJson(writer, "actual", difference.Actual);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WritePropertyName("answer");
        DecisionJson.Write(writer, result.Decision);
    }

    // Parsed first, so that a text that is no JSON can never spoil the report around it.
    private static void WriteJson(Utf8JsonWriter writer, string name, string json)
    {
        writer.WritePropertyName(name);
        try
        {
            using var document = JsonDocument.Parse(json);
            document.RootElement.WriteTo(writer);
        }
        catch (JsonException)
        {
            writer.WriteStringValue(json);
        }
    }

    private static void WriteCoverage(Utf8JsonWriter writer, TestRun run)
    {
        writer.WriteStartObject("coverage");
        if (run.Coverage is { } coverage)
        {
            CoverageJson.WriteMembers(writer, coverage);
        }
        else
        {
            writer.WriteNumber("rules", run.Report.RuleCount);
            writer.WriteNumber("fired", run.Report.RuleCount - run.Report.NeverFired.Length);
        }

        writer.WriteStartArray("neverFired");
        foreach (var rule in run.Report.NeverFired)
        {
            writer.WriteStartObject();
            writer.WriteString("policy", rule.Policy);
            writer.WriteNumber("version", rule.Version);
            writer.WriteString("rule", rule.Rule);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
