using System.Globalization;
using System.Net;
using System.Text;
using Pdp.Cli.Output;
using Pdp.Engine;
using Pdp.Engine.Coverage;

namespace Pdp.Cli.Testing.Coverage;

/// <summary>Coverage as a page that needs nothing else: an index of the documents, and the text of each with what was seen of it.</summary>
internal static class CoverageHtml
{
    private const string StyleResource = "coverage.css";

    /// <summary>Writes the page.</summary>
    public static void Write(Stream stream, CoverageReport report)
    {
        using var page = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        var name = Encode(report.Bundle.Name);
        page.WriteLine($"<!doctype html>\n<html lang=en>\n<meta charset=utf-8>\n<meta name=viewport content=\"width=device-width,initial-scale=1\">\n<title>{name}: coverage</title>");
        page.WriteLine($"<style>\n{Style()}</style>");
        WriteSummary(page, report, name);
        WriteIndex(page, report);
        WriteLegend(page);
        for (var i = 0; i < report.Documents.Length; i++) WriteDocument(page, report.Documents[i], i);
        page.WriteLine("</html>");
    }

    private static void WriteSummary(StreamWriter page, CoverageReport report, string name)
    {
        var count = report.Count;
        page.WriteLine($"<header><h1>{name}</h1><p class=q>coverage by {Counted.Of(report.Tests, "test")}{(report.IsPartial ? ", not all there are" : "")} · revision {Encode(report.Bundle.Revision)}</p></header>");
        page.WriteLine("<div class=cards>");
        Card(page, CoverageReport.Percent(count.Percent), $"{Number(count.Seen)} of {Number(count.Outcomes)} outcomes seen", Grade(count.Percent));
        Card(page, $"{Number(count.Fired)} of {Number(count.Rules)}", "rules fired", Grade(Share(count.Fired, count.Rules)));
        Card(page, $"{Number(count.OperandsSeen)} of {Number(count.Operands)}", "operands seen true and false", Grade(Share(count.OperandsSeen, count.Operands)));
        page.WriteLine("</div>");
    }

    private static void Card(StreamWriter page, string figure, string words, string grade) =>
        page.WriteLine($"<div class=\"card {grade}\"><b>{figure}</b><span>{words}</span></div>");

    private static void WriteIndex(StreamWriter page, CoverageReport report)
    {
        page.WriteLine("<table class=index><thead><tr><th>document<th class=r>rules<th class=r>operands<th class=r>outcomes<th></thead><tbody>");
        for (var i = 0; i < report.Documents.Length; i++)
        {
            var document = report.Documents[i];
            var count = document.Count;
            page.WriteLine(
                $"<tr><td><a href=\"#d{i}\">{Encode(document.Title)}</a>{Badge(document)}<span class=q> {Encode(document.File)}</span>"
                + $"<td class=r>{Of(count.Fired, count.Rules)}<td class=r>{Of(count.OperandsSeen, count.Operands)}<td class=r>{CoverageReport.Percent(count.Percent)}<td>{Bar(count.Percent)}");
        }

        page.WriteLine("</tbody></table>");
    }

    private static void WriteLegend(StreamWriter page) => page.WriteLine(
        "<p class=legend><span class=\"o y l\">true and false</span> <span class=\"o p l\">one of them</span> <span class=\"o z l\">neither</span> "
        + "<span><b class=e>!</b> in error at times</span> <span class=q>A line below several operands is that of the whole. Point at any for its counts. The figure before a rule says how often it fired.</span></p>");

    private static void WriteDocument(StreamWriter page, CoveredDocument document, int number)
    {
        page.WriteLine(
            $"<section id=d{number}><h2>{Encode(document.Title)}{Badge(document)} <span class=q>{Encode(document.File)}</span>"
            + $"<span class=share>{CoverageReport.Percent(document.Count.Percent)}{Bar(document.Count.Percent)}</span></h2>");
        if (document.Map is null)
        {
            page.WriteLine("<p class=q>its text is not at hand</p></section>");
            return;
        }

        var rules = document.Rules.ToLookup(rule => document.LineOf(rule.Location));
        var lines = new SourceLines(document).Write();
        page.WriteLine("<div class=code><table><tbody>");
        for (var i = 0; i < lines.Count; i++)
        {
            RuleCoverage[] here = [.. rules[i + 1]];
            page.WriteLine($"<tr><td class=no>{i + 1}<td class=f>{string.Join(' ', here.Select(Fired))}<td><pre>{lines[i]}</pre>");
        }

        page.WriteLine("</tbody></table></div></section>");
    }

    private static string Fired(RuleCoverage rule) =>
        $"<span class={(rule.Fired > 0 ? "fy" : "fz")} title=\"{Encode($"rule {rule.Rule}: fired {Number(rule.Fired)}×, did not apply {Number(rule.NotApplicable)}×, in error {Number(rule.Errors)}×")}\">{Number(rule.Fired)}×</span>";

    private static string Badge(CoveredDocument document) => document.Role == PolicyRole.Shadow ? " <span class=badge>shadow</span>" : "";

    private static string Bar(double percent) => string.Create(
        CultureInfo.InvariantCulture, $"<span class=bar><i class={Grade(percent)} style=\"width:{percent:0.##}%\"></i></span>");

    private static string Grade(double percent) => percent switch
    {
        >= 100 => "good",
        >= 50 => "fair",
        _ => "poor",
    };

    private static double Share(int part, int whole) => whole == 0 ? 100 : 100.0 * part / whole;

    private static string Of(int part, int whole) => whole == 0 ? "–" : $"{Number(part)} of {Number(whole)}";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(Printable.OneLine(text));

    private static string Style()
    {
        using var stream = typeof(CoverageHtml).Assembly.GetManifestResourceStream(StyleResource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
