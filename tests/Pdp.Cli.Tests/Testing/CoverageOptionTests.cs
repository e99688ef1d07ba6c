using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Testing;

/// <summary>
/// The fixture's four tests, by hand: `mine` T F T F; `mine and not locked` T F F F with `locked` F - T -; `label or readers` F T T T with
/// the label F F F error and the readers F T T T in the rounds - T T (F T); `frozen` F F F F.
/// </summary>
public sealed partial class CoverageOptionTests : IDisposable
{
    // the elements and attributes of http://cobertura.sourceforge.net/xml/coverage-04.dtd
    private const string Dtd = """
        <!DOCTYPE coverage [
        <!ELEMENT coverage (sources?,packages)>
        <!ATTLIST coverage line-rate CDATA #REQUIRED branch-rate CDATA #REQUIRED lines-covered CDATA #REQUIRED lines-valid CDATA #REQUIRED
          branches-covered CDATA #REQUIRED branches-valid CDATA #REQUIRED complexity CDATA #REQUIRED version CDATA #REQUIRED timestamp CDATA #REQUIRED>
        <!ELEMENT sources (source*)>
        <!ELEMENT source (#PCDATA)>
        <!ELEMENT packages (package*)>
        <!ELEMENT package (classes)>
        <!ATTLIST package name CDATA #REQUIRED line-rate CDATA #REQUIRED branch-rate CDATA #REQUIRED complexity CDATA #REQUIRED>
        <!ELEMENT classes (class*)>
        <!ELEMENT class (methods,lines)>
        <!ATTLIST class name CDATA #REQUIRED filename CDATA #REQUIRED line-rate CDATA #REQUIRED branch-rate CDATA #REQUIRED complexity CDATA #REQUIRED>
        <!ELEMENT methods (method*)>
        <!ELEMENT method (lines)>
        <!ATTLIST method name CDATA #REQUIRED signature CDATA #REQUIRED line-rate CDATA #REQUIRED branch-rate CDATA #REQUIRED complexity CDATA #REQUIRED>
        <!ELEMENT lines (line*)>
        <!ELEMENT line (conditions*)>
        <!ATTLIST line number CDATA #REQUIRED hits CDATA #REQUIRED branch CDATA "false" condition-coverage CDATA "100%">
        <!ELEMENT conditions (condition*)>
        <!ELEMENT condition EMPTY>
        <!ATTLIST condition number CDATA #REQUIRED type CDATA #REQUIRED coverage CDATA #REQUIRED>
        ]>
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("pdp-coverage-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_table_reads_as_kept()
    {
        var run = await CliRun.RunAsync("test", Fixture.Covered, "--coverage");

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Golden.Equal("coverage.txt", run.Out);
    }

    [Fact]
    public async Task Without_colours_and_unicode_bars_are_plain()
    {
        var run = await new CliRunner { Variables = { ["LC_ALL"] = "C" } }.RunAsync("test", Fixture.Covered, "--coverage");

        Assert.Contains("85.7 %  ########..\n", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("85.7", ExitCodes.Ok, "")]
    [InlineData("85.72", ExitCodes.Failed, "error: the coverage is 85.7 %, below the 85.72 % of `--min`: 18 of 21 outcomes seen\n")]
    [InlineData("100", ExitCodes.Failed, "error: the coverage is 85.7 %, below the 100 % of `--min`: 18 of 21 outcomes seen\n")]
    [InlineData("0", ExitCodes.Ok, "")]
    [InlineData("101", ExitCodes.BadInput, "error: `--min`: expected a number from 0 to 100, got `101`\ntry `pdp test --help`\n")]
    [InlineData("many", ExitCodes.BadInput, "error: `--min`: expected a number from 0 to 100, got `many`\ntry `pdp test --help`\n")]
    public async Task Min_is_of_all_outcomes(string min, int code, string error)
    {
        var run = await CliRun.RunAsync("test", Fixture.Covered, "--min", min);

        Assert.Equal((code, error), (run.Code, run.Error));
        // the table comes when it is asked for
        Assert.DoesNotContain("operands", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_that_fails_fails_a_run_whose_coverage_suffices()
    {
        Assert.Equal(ExitCodes.Failed, (await CliRun.RunAsync("test", Fixture.Failing, "--min", "0")).Code);
    }

    [Theory]
    [InlineData("--filter", "x", "--min", "1", "`--min` needs all tests: it cannot be combined with `--filter`")]
    [InlineData("--coverage", "--coverage-output", "page.pdf", null, "`--coverage-output`: expected a file that ends in `.html`, `.xml`, `.json`, `.txt`, got `page.pdf`")]
    public async Task What_does_not_go_together_is_told(string first, string second, string third, string? fourth, string error)
    {
        string[] arguments = ["test", Fixture.Covered, first, second, third, .. fourth is null ? Array.Empty<string>() : [fourth]];
        var run = await CliRun.RunAsync(arguments);

        Assert.Equal((ExitCodes.BadInput, $"error: {error}\ntry `pdp test --help`\n"), (run.Code, run.Error));
    }

    [Theory]
    [InlineData("--coverage-output", "policies/c.json", "policies/c.json")]
    [InlineData("--output", "policies/below/R.JSON", "policies/below/R.JSON")]
    [InlineData("--output", "link/c.json", "link/c.json")]
    [InlineData("--output", "linked.txt", "linked.txt")]
    [InlineData("--coverage-output", "policies/.out/../out.json", "policies/.out/../out.json")]
    [InlineData("--coverage-output", "policies/.out/c.json", null)]
    [InlineData("--coverage-output", "policies/c.html", null)]
    [InlineData("--output", "policies2.json", null)]
    public async Task A_report_is_no_policy_document(string option, string name, string? refused)
    {
        var policies = Directory.CreateDirectory(Path.Combine(_folder, "policies")).FullName;
        Directory.CreateDirectory(Path.Combine(policies, ".out"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "link"), policies);
        File.CreateSymbolicLink(Path.Combine(_folder, "linked.txt"), Path.Combine(policies, "policy.json"));
        foreach (var document in new[] { "policy.json", "tests.json" }) File.Copy(Path.Combine(Fixture.Covered, document), Path.Combine(policies, document));
        var file = Path.Combine(_folder, name);
        var run = await CliRun.RunAsync("test", Path.Combine(_folder, "link"), option, file);

        var error = $"error: `{option} {file}` lies in the policy folder, and would be read as a policy document\n"
            + "  = help: write it outside of the folder, or in one below it whose name starts with a dot\n";
        Assert.Equal(refused is null ? (ExitCodes.Ok, "") : (ExitCodes.BadInput, error), (run.Code, run.Error));
        Assert.Equal(refused is null, name != "linked.txt" && File.Exists(file));
        Assert.Equal(ExitCodes.Ok, (await CliRun.RunAsync("test", policies)).Code);
    }

    [Theory]
    [InlineData("--output", "c.xml", "--coverage-output", "./c.xml")]
    [InlineData("--coverage-output", "c.xml", "--coverage-output", "same.xml")]
    public async Task Each_report_has_a_file_of_its_own(string first, string file, string second, string other)
    {
        (file, other) = (Path.Combine(_folder, file), Path.Combine(_folder, other));
        File.CreateSymbolicLink(Path.Combine(_folder, "same.xml"), "c.xml");
        var run = await CliRun.RunAsync("test", Fixture.Covered, first, file, second, other);

        Assert.Equal(
            (ExitCodes.BadInput, $"error: `{first} {file}` and `{second} {other}` are the same file\n  = help: give each report a file of its own\n"), (run.Code, run.Error));
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData(ExitCodes.Failed)]
    [InlineData(ExitCodes.BadInput, "--filter", "no such test")]
    public async Task Without_tests_nothing_is_seen(int code, params string[] filter)
    {
        var policies = Directory.CreateDirectory(Path.Combine(_folder, "policies")).FullName;
        File.Copy(Path.Combine(Fixture.Covered, "policy.json"), Path.Combine(policies, "policy.json"));
        var file = Path.Combine(_folder, "c.json");
        await File.WriteAllTextAsync(file, "of an earlier run", TestContext.Current.CancellationToken);
        var run = await CliRun.RunAsync(["test", policies, "--coverage-output", file, .. filter]);

        Assert.Equal(code, run.Code);
        using var json = JsonDocument.Parse(await Text(file));
        Assert.Equal((21, 0, 3, 0, 9, 0), Figures(json.RootElement));
        Assert.Equal(0, json.RootElement.GetProperty("tests").GetInt32());
    }

    [Fact]
    public async Task Json_has_every_operand_with_its_counts_and_place()
    {
        var run = await CliRun.RunAsync("test", Fixture.Covered, "--coverage", "--format", "json");

        using var json = JsonDocument.Parse(run.Out);
        var coverage = json.RootElement.GetProperty("coverage");
        Assert.Equal((21, 18, 3, 2, 9, 7), Figures(coverage));
        Assert.Equal(85.714, coverage.GetProperty("percent").GetDouble());
        Assert.Equal("frozen", coverage.GetProperty("neverFired")[0].GetProperty("rule").GetString());
        var document = Assert.Single(coverage.GetProperty("documents").EnumerateArray());
        Assert.Equal(
            ["owner:8 1/3/0", "shared:14 3/1/0", "frozen:24 0/4/0"],
            document.GetProperty("ruleCoverage").EnumerateArray().Select(rule =>
                $"{rule.GetProperty("rule")}:{rule.GetProperty("line")} {rule.GetProperty("fired")}/{rule.GetProperty("notApplicable")}/{rule.GetProperty("errors")}"));
        Assert.Equal(
            [
                "6 resource.owner == subject.id 2/2/0",
                "11 variables.mine && !resource.locked 1/3/0", "11 variables.mine 2/2/0", "11 resource.locked 1/1/0",
                "19 resource.label == \"a\\\"ü\" ||\nresource.readers.exists(r,\n  r == subject.id) 3/1/0", "19 resource.label == \"a\\\"ü\" 0/3/1",
                "20 resource.readers.exists(r,\n  r == subject.id) 3/1/0", "21 r == subject.id 3/1/0",
                "24 resource.frozen 0/4/0",
            ],
            document.GetProperty("conditionCoverage").EnumerateArray().SelectMany(condition => Operands(condition)));
    }

    [Fact]
    public async Task The_file_of_the_coverage_has_the_form_that_its_name_says()
    {
        string[] files = [.. new[] { "c.html", "c.xml", "c.json", "C.TXT" }.Select(name => Path.Combine(_folder, name))];
        var run = await CliRun.RunAsync(["test", Fixture.Covered, .. files.SelectMany(file => new[] { "--coverage-output", file })]);

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Assert.StartsWith("<!doctype html>\n", await Text(files[0]), StringComparison.Ordinal);
        Assert.Equal("coverage", XDocument.Load(files[1]).Root!.Name.LocalName);
        using var json = JsonDocument.Parse(await Text(files[2]));
        Assert.Equal((21, 18, 3, 2, 9, 7), Figures(json.RootElement));
        Assert.Equal((4, false), (json.RootElement.GetProperty("tests").GetInt32(), json.RootElement.GetProperty("partial").GetBoolean()));
        Assert.Contains("18 of 21 outcomes seen", await Text(files[3]), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", await Text(files[3]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_of_the_tests_shows_what_it_covers_and_says_so()
    {
        var run = await CliRun.RunAsync("test", Fixture.Covered, "--coverage", "--filter", "owners read");

        Assert.Contains("all, by the tests that fit  1 of 3", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("never fired in any test", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cobertura_keeps_to_its_dtd_and_to_the_lines_of_the_document()
    {
        var file = Path.Combine(_folder, "c.xml");
        await CliRun.RunAsync("test", Fixture.Covered, "--coverage-output", file);
        var text = await Text(file);
        var root = Validated(text.Insert(text.IndexOf("?>", StringComparison.Ordinal) + 2, Dtd));

        Assert.Equal(("0.875", "0.8889", "7", "8", "16", "18"), (Of(root, "line-rate"), Of(root, "branch-rate"), Of(root, "lines-covered"), Of(root, "lines-valid"), Of(root, "branches-covered"), Of(root, "branches-valid")));
        Assert.Equal(Path.GetFullPath(Fixture.Covered), root.Descendants("source").Single().Value);
        var document = Assert.Single(root.Descendants("class"));
        Assert.Equal(("gate@1", "policy.json"), (Of(document, "name"), Of(document, "filename")));
        // a line without operands has the attribute that the DTD gives it
        Assert.Equal(
            [
                "6 4 100% (2/2)", "8 1 100%", "11 2 100% (6/6)", "14 3 100%", "19 4 75% (3/4)", "20 4 100% (2/2)", "21 4 100% (2/2)", "24 0 50% (1/2)",
            ],
            document.Descendants("line").Select(line => $"{Of(line, "number")} {Of(line, "hits")} {line.Attribute("condition-coverage")?.Value}"));
        Assert.Equal(["100%", "50%"], document.Descendants("line").Single(line => Of(line, "number") == "19").Descendants("condition").Select(condition => Of(condition, "coverage")));
    }

    [Fact]
    public async Task The_page_needs_nothing_else_and_its_code_is_the_document()
    {
        var file = Path.Combine(_folder, "c.html");
        await CliRun.RunAsync("test", Fixture.Covered, "--coverage-output", file);
        var page = await Text(file);

        Assert.DoesNotMatch("(?i)(src|href)=\"?(?!\"?#)|url\\(|@import|<script|<link", page);
        string[] lines = [.. Code().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.Equal(
            await File.ReadAllLinesAsync(Path.Combine(Fixture.Covered, "policy.json"), TestContext.Current.CancellationToken),
            lines.Select(line => WebUtility.HtmlDecode(Tag().Replace(Badge().Replace(line, ""), ""))));
        // each line closes what it opens, also of an operand that goes on in the next
        Assert.All(lines, line => Assert.Equal(Regex.Count(line, "<span"), Regex.Count(line, "</span>")));
        Assert.Contains(">resource.label == \\&quot;a\\\\\\&quot;&#252;\\&quot;<b class=e>!</b><b class=g>never true</b></span>", lines[18], StringComparison.Ordinal);
        Assert.Contains("title=\"true and false — true 3×, false 1×, in error 0×\"", WebUtility.HtmlDecode(lines[19]), StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(page, "class=\"o y h2\""));
        Assert.Contains("<b class=g>never true</b>", lines[23], StringComparison.Ordinal);
        Assert.Contains("rule frozen: fired 0×, did not apply 4×, in error 0×", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_policy_says_is_no_part_of_the_page()
    {
        var policy = await Text(Path.Combine(Fixture.Covered, "policy.json"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "policy.json"), policy.Replace("== subject.id\"", "== '</pre><script>alert(1)</script>'\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        File.Copy(Path.Combine(Fixture.Covered, "tests.json"), Path.Combine(_folder, "tests.json"));
        await CliRun.RunAsync("test", _folder, "--coverage-output", Path.Combine(_folder, "c.html"));

        var page = await Text(Path.Combine(_folder, "c.html"));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("&lt;/pre&gt;&lt;script&gt;", page, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Operands(JsonElement within)
    {
        if (!within.TryGetProperty("operands", out var operands)) yield break;
        foreach (var operand in operands.EnumerateArray())
        {
            yield return $"{operand.GetProperty("line")} {operand.GetProperty("text")} {operand.GetProperty("true")}/{operand.GetProperty("false")}/{operand.GetProperty("errors")}";
            foreach (var inner in Operands(operand)) yield return inner;
        }
    }

    private static (int Outcomes, int Seen, int Rules, int Fired, int Operands, int OperandsSeen) Figures(JsonElement of)
    {
        int Figure(string name) => of.GetProperty(name).GetInt32();
        return (Figure("outcomes"), Figure("seen"), Figure("rules"), Figure("fired"), Figure("operands"), Figure("operandsSeen"));
    }

    private static XElement Validated(string xml)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse, ValidationType = ValidationType.DTD };
        using var reader = XmlReader.Create(new StringReader(xml), settings);
        return XDocument.Load(reader).Root!;
    }

    private static string Of(XElement element, string attribute) => element.Attribute(attribute)!.Value;

    private static Task<string> Text(string file) => File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

    [GeneratedRegex("<pre>(.*)</pre>")]
    private static partial Regex Code();

    [GeneratedRegex("<b class=[eg]>[^<]*</b>")]
    private static partial Regex Badge();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
