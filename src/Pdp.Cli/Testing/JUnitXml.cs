using System.Globalization;
using System.Text;
using System.Xml;
using Pdp.Bundles.Testing;
using Pdp.Cli.Output;

namespace Pdp.Cli.Testing;

/// <summary>
/// A run as JUnit's XML, in the form that GitHub, GitLab, Jenkins and Azure read alike: <c>testsuites/testsuite/testcase/failure</c>.
/// Rules that never fired are a suite of their own: of skipped cases, so that they are seen without failing the run, or of
/// failures when coverage is required.
/// </summary>
internal static class JUnitXml
{
    /// <summary>Writes the report.</summary>
    public static void Write(Stream stream, TestRun run)
    {
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.Replace,
            CloseOutput = false,
        };
        using var xml = XmlWriter.Create(stream, settings);
        xml.WriteStartDocument();
        xml.WriteStartElement("testsuites");
        Attribute(xml, "name", run.Bundle.Name);
        var uncovered = run.HasCoverage ? run.Report.NeverFired.Length : 0;
        var failures = run.CoverageRequired ? uncovered : 0;
        Counts(xml, run.Report.Results.Length + uncovered, run.Failed + failures, uncovered - failures, run.Elapsed);
        foreach (var suite in run.BySuite) Write(xml, suite.Key, [.. suite]);
        if (uncovered > 0) WriteUncovered(xml, run.Report, run.CoverageRequired);
        xml.WriteEndElement();
        xml.WriteEndDocument();
        xml.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void Write(XmlWriter xml, string file, TestResult[] results)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", file);
        Counts(
            xml, results.Length, results.Count(static r => !r.Passed), 0,
            TimeSpan.FromTicks(results.Sum(static r => r.Elapsed.Ticks)));
        foreach (var result in results)
        {
            xml.WriteStartElement("testcase");
            Attribute(xml, "name", result.Test.Name);
            Attribute(xml, "classname", file);
            Attribute(xml, "file", file);
            Attribute(xml, "time", Seconds(result.Elapsed));
            if (!result.Passed) Failure(xml, result);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Failure(XmlWriter xml, TestResult result)
    {
        xml.WriteStartElement("failure");
        Attribute(xml, "type", "difference");
        Attribute(xml, "message", Summary(result));
        xml.WriteString(Clean(TestText.FailureAsText(result)));
        xml.WriteEndElement();
    }

    private static string Summary(TestResult result)
    {
        var first = result.Differences[0];
        var text = $"{first.What}: expected {first.Expected}, got {first.Actual}";
        return result.Differences.Length == 1 ? text : $"{text} (and {result.Differences.Length - 1} more)";
    }

    private static void WriteUncovered(XmlWriter xml, TestReport report, bool fails)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", "rules that no test made fire");
        var count = report.NeverFired.Length;
        Counts(xml, count, fails ? count : 0, fails ? 0 : count, TimeSpan.Zero);
        foreach (var rule in report.NeverFired)
        {
            xml.WriteStartElement("testcase");
            Attribute(xml, "name", rule.Rule);
            Attribute(xml, "classname", $"{rule.Policy}@{rule.Version.ToString(CultureInfo.InvariantCulture)}");
            Attribute(xml, "time", Seconds(TimeSpan.Zero));
            xml.WriteStartElement(fails ? "failure" : "skipped");
            Attribute(xml, "message", "no test made this rule fire");
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Counts(XmlWriter xml, int tests, int failures, int skipped, TimeSpan time)
    {
        Attribute(xml, "tests", tests.ToString(CultureInfo.InvariantCulture));
        Attribute(xml, "failures", failures.ToString(CultureInfo.InvariantCulture));
        Attribute(xml, "errors", "0");
        Attribute(xml, "skipped", skipped.ToString(CultureInfo.InvariantCulture));
        Attribute(xml, "time", Seconds(time));
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture);

    private static void Attribute(XmlWriter xml, string name, string value) =>
        xml.WriteAttributeString(name, Clean(value));

    // XML 1.0 has no way to write most control characters, not even as references.
    private static string Clean(string text) => Printable.Lines(text);
}
