using CsCheck;
using Pdp.Cli.Explaining;
using Pdp.Language.Text;
using Spectre.Console;

namespace Pdp.Cli.Tests.Explaining;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData("a && b", 5, 1, 20, "a && b", "     ^")]
    [InlineData("a", 1, 0, 20, "a", " ^")]
    [InlineData("first\nsecond line", 6, 6, 20, "second line", "^^^^^^")]
    [InlineData("'漢字' == x", 8, 1, 20, "'漢字' == x", "          ^")]
    [InlineData("spans\nlines", 2, 8, 20, "spans", "  ^^^")]
    [InlineData("0123456789012345678901234567890123456789", 20, 2, 12, "…7890123456…", "    ^^")]
    public void Shows_the_line_with_carets_below_the_place(
        string text, int start, int length, int width, string line, string carets)
    {
        var excerpt = Excerpt.Of(text, new TextSpan(start, length), width);

        Assert.Equal(carets, excerpt.Carets);
        Assert.Equal(line, excerpt.Line);
    }

    [Fact]
    public void Stays_within_the_width_whatever_comes() =>
        Gen.Select(Gen.String[Gen.Char["ab\n漢\t\u001b"], 0, 80], Gen.Int[0, 90], Gen.Int[0, 90]).Sample((text, start, length) =>
        {
            var (line, carets) = Excerpt.Of(text, new TextSpan(start, length), 30);
            return line.GetCellWidth() <= 30 && carets.GetCellWidth() <= 31 && !line.Contains('\n', StringComparison.Ordinal);
        });
}
