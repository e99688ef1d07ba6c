using Pdp.Bundles.Text;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Language.Text;
using Xunit;

namespace Pdp.Bundles.Tests;

public class DiagnosticTextTests
{
    private static readonly SourceLocation When = new("policies/documents.json", "/rules/2/when");

    [Fact]
    public void Shows_the_place_within_an_expression() => Assert.Equal(
        """
        policies/documents.json: /rules/2/when:1:9: error CEL1234: unknown attribute `subject.clearence`
          |
        1 | subject.clearence >= resource.classification
          |         ^^^^^^^^^
          = help: did you mean `subject.clearance`?
        """.ReplaceLineEndings("\n"),
        Format("subject.clearence >= resource.classification", new TextSpan(8, 9), "did you mean `subject.clearance`?"));

    [Fact]
    public void Shows_a_place_in_the_file() => Assert.Equal(
        """
        a.json: /id:12:3: warning PDP1234: odd
           |
        12 |   "id": 5
           |         ^
        """.ReplaceLineEndings("\n"),
        DiagnosticText.Format(new SourceDiagnostic("PDP1234", Severity.Warning, new SourceLocation("a.json", "/id"), "odd")
        {
            Position = new FilePosition(12, 3, "  \"id\": 5", 8, 1),
        }));

    [Fact]
    public void Shows_no_place_when_there_is_none() => Assert.Equal(
        "a.json: error PDP1234: odd\n  = help: look",
        DiagnosticText.Format(new SourceDiagnostic("PDP1234", Severity.Error, new SourceLocation("a.json", ""), "odd", "look")));

    [Theory]
    [InlineData("a\n  b = 5\nc", 6, 1, 2, 5, "  b = 5", "    ^")]
    [InlineData("a &&\n\nb", 5, 0, 2, 1, "", "^")]
    [InlineData("a &&", 4, 0, 1, 5, "a &&", "    ^")]
    [InlineData("a ? b\n: c", 2, 7, 1, 3, "a ? b", "  ^^^")]
    [InlineData("'世界' = 5", 5, 1, 1, 6, "'世界' = 5", "       ^")]
    [InlineData("'😀' = 5", 5, 1, 1, 5, "'😀' = 5", "     ^")]
    [InlineData("'e\u0301' = 5", 5, 1, 1, 6, "'e\u0301' = 5", "    ^")]
    [InlineData("a\t= 5", 2, 1, 1, 3, "a = 5", "  ^")]
    [InlineData("世界", 0, 2, 1, 1, "世界", "^^^^")]
    [InlineData("a", 700, 5, 1, 2, "a", " ^")]
    public void Counts_characters_and_draws_columns(string text, int start, int length, int line, int column, string excerpt, string carets)
    {
        var lines = Format(text, new TextSpan(start, length)).Split('\n');
        Assert.StartsWith($"policies/documents.json: /rules/2/when:{line}:{column}: ", lines[0], StringComparison.Ordinal);
        Assert.Equal($"{line} | {excerpt}", lines[2]);
        Assert.Equal($"  | {carets}", lines[3]);
    }

    [Fact]
    public void Cuts_long_lines_around_the_place()
    {
        var text = string.Concat(Enumerable.Repeat("abcde世", 20_000));
        var lines = Format(text, new TextSpan(60_000, 5)).Split('\n');
        Assert.InRange(DisplayWidth.Of(lines[2].AsSpan(4)), 60, 102);
        Assert.StartsWith("1 | …", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("…", lines[2], StringComparison.Ordinal);
        var at = lines[3].IndexOf('^', StringComparison.Ordinal);
        Assert.Equal("^^^^^", lines[3][at..]);
        Assert.Equal(at, DisplayWidth.Of(lines[2].AsSpan(0, lines[2].LastIndexOf("世abcde世", 60, StringComparison.Ordinal) is var i && i >= 0 ? Find(lines[2], at) : 0)));

        static int Find(string line, int columns)
        {
            var units = 0;
            while (DisplayWidth.Of(line.AsSpan(0, units)) < columns) units++;
            Assert.Equal("abcde", line.Substring(units, 5));
            return units;
        }
    }

    [Fact]
    public void Lets_nothing_through_that_a_terminal_would_obey()
    {
        var text = Format("\u001b[31m\u202e = 5", new TextSpan(8, 1));
        Assert.DoesNotContain(text, unit => char.IsControl(unit) && unit != '\n');
        Assert.DoesNotContain('\u202e', text);
        Assert.Equal("`\uFFFD[31m`", Words.Quote("\u001b[31m"));
    }

    private static string Format(string text, TextSpan span, string? help = null) => DiagnosticText.Format(
        new SourceDiagnostic("CEL1234", Severity.Error, When, "unknown attribute `subject.clearence`", help, text, span));
}
