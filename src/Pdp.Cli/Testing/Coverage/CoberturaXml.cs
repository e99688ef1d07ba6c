using System.Globalization;
using System.Text;
using System.Xml;
using Pdp.Cli.Output;
using Pdp.Engine.Coverage;

namespace Pdp.Cli.Testing.Coverage;

/// <summary>
/// Coverage as Cobertura's XML (its coverage-04 DTD), which CI systems show beside the lines of a change. A document is a class, its lines
/// those of the file. A line's hits are the fewest of what stands on it: how often a rule fired, or an operand was evaluated. The
/// branches are the outcomes of operands.
/// </summary>
internal static class CoberturaXml
{
    /// <summary>Writes the report.</summary>
    public static void Write(Stream stream, CoverageReport report, DateTimeOffset now)
    {
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.Replace,
            CloseOutput = false,
        };
        (CoveredDocument Document, SortedDictionary<int, LineHits> Lines)[] classes =
            [.. report.Documents.Where(static document => document.Count.Outcomes > 0).Select(static document => (document, LinesOf(document)))];
        using var xml = XmlWriter.Create(stream, settings);
        xml.WriteStartDocument();
        xml.WriteStartElement("coverage");
        var total = Sum(classes.Select(static one => Sum(one.Lines.Values)));
        WriteRates(xml, total);
        Attribute(xml, "lines-covered", total.Covered);
        Attribute(xml, "lines-valid", total.Lines);
        Attribute(xml, "branches-covered", total.Seen);
        Attribute(xml, "branches-valid", total.Outcomes);
        Attribute(xml, "complexity", 0);
        Attribute(xml, "version", "1");
        Attribute(xml, "timestamp", now.ToUnixTimeMilliseconds());
        xml.WriteStartElement("sources");
        xml.WriteElementString("source", Printable.Lines(Path.GetFullPath(report.Bundle.Directory)));
        xml.WriteEndElement();
        xml.WriteStartElement("packages");
        xml.WriteStartElement("package");
        Attribute(xml, "name", report.Bundle.Name);
        WriteRates(xml, total);
        Attribute(xml, "complexity", 0);
        xml.WriteStartElement("classes");
        foreach (var (document, lines) in classes) Write(xml, document, lines);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndDocument();
        xml.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void Write(XmlWriter xml, CoveredDocument document, SortedDictionary<int, LineHits> lines)
    {
        xml.WriteStartElement("class");
        Attribute(xml, "name", document.Title);
        Attribute(xml, "filename", document.File);
        WriteRates(xml, Sum(lines.Values));
        Attribute(xml, "complexity", 0);
        xml.WriteStartElement("methods");
        xml.WriteEndElement();
        xml.WriteStartElement("lines");
        foreach (var (number, line) in lines) Write(xml, number, line);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, int number, LineHits line)
    {
        xml.WriteStartElement("line");
        Attribute(xml, "number", number);
        Attribute(xml, "hits", line.Hits);
        Attribute(xml, "branch", line.Operands.Count > 0 ? "true" : "false");
        if (line.Operands.Count > 0)
        {
            var count = CoverageCount.Of(line.Operands);
            Attribute(xml, "condition-coverage", string.Create(
                CultureInfo.InvariantCulture, $"{100 * count.Seen / count.Outcomes}% ({count.Seen}/{count.Outcomes})"));
            xml.WriteStartElement("conditions");
            for (var i = 0; i < line.Operands.Count; i++)
            {
                xml.WriteStartElement("condition");
                Attribute(xml, "number", i);
                Attribute(xml, "type", "jump");
                Attribute(xml, "coverage", string.Create(CultureInfo.InvariantCulture, $"{50 * line.Operands[i].Seen}%"));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static SortedDictionary<int, LineHits> LinesOf(CoveredDocument document)
    {
        var lines = new SortedDictionary<int, LineHits>();
        foreach (var rule in document.Rules) At(lines, document.LineOf(rule.Location)).Add(rule.Fired);
        foreach (var condition in document.Conditions)
        {
            foreach (var operand in condition.All)
            {
                var line = At(lines, document.LineOf(condition, operand));
                line.Add(operand.True + operand.False + operand.Errors);
                line.Operands.Add(operand);
            }
        }

        return lines;
    }

    // what has no place in a text stands on its first line: it counts all the same
    private static LineHits At(SortedDictionary<int, LineHits> lines, int? number)
    {
        if (!lines.TryGetValue(number ?? 1, out var line)) lines[number ?? 1] = line = new LineHits();
        return line;
    }

    private static Rates Sum(IEnumerable<LineHits> lines)
    {
        var sum = default(Rates);
        foreach (var line in lines)
        {
            var count = CoverageCount.Of(line.Operands);
            sum = new Rates(sum.Lines + 1, sum.Covered + (line.Hits > 0 ? 1 : 0), sum.Outcomes + count.Outcomes, sum.Seen + count.Seen);
        }

        return sum;
    }

    private static Rates Sum(IEnumerable<Rates> parts)
    {
        var sum = default(Rates);
        foreach (var part in parts) sum = new Rates(sum.Lines + part.Lines, sum.Covered + part.Covered, sum.Outcomes + part.Outcomes, sum.Seen + part.Seen);
        return sum;
    }

    private static void WriteRates(XmlWriter xml, Rates rates)
    {
        Attribute(xml, "line-rate", Rate(rates.Covered, rates.Lines));
        Attribute(xml, "branch-rate", Rate(rates.Seen, rates.Outcomes));
    }

    private static string Rate(int part, int whole) => (whole == 0 ? 1 : (double)part / whole).ToString("0.####", CultureInfo.InvariantCulture);

    private static void Attribute(XmlWriter xml, string name, long value) => Attribute(xml, name, value.ToString(CultureInfo.InvariantCulture));

    // XML 1.0 has no way to write most control characters, not even as references
    private static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, Printable.Lines(value));

    /// <summary>What stands on a line.</summary>
    private sealed class LineHits
    {
        private long? _hits;

        /// <summary>The fewest of all that stands there.</summary>
        public long Hits => _hits ?? 0;

        public List<OperandCoverage> Operands { get; } = [];

        public void Add(long hits) => _hits = _hits is { } fewest ? Math.Min(fewest, hits) : hits;
    }

    private readonly record struct Rates(int Lines, int Covered, int Outcomes, int Seen);
}
