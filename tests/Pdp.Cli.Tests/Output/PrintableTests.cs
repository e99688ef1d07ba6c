using CsCheck;
using Pdp.Cli.Output;

namespace Pdp.Cli.Tests.Output;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain, ünïcode, 漢字, 😀", "plain, ünïcode, 漢字, 😀")]
    [InlineData("\u001b[31mred", @"\u{1b}[31mred")]
    [InlineData("a\u0000b\u007fc\u009bd", @"a\u{0}b\u{7f}c\u{9b}d")]
    [InlineData("\u202eevil\u2066", @"\u{202e}evil\u{2066}")]
    [InlineData("\ufffe", @"\u{fffe}")]
    [InlineData("a\nb\tc", "a\nb\tc")]
    [InlineData("a\rb", @"a\u{d}b")]
    public void Escapes_what_a_terminal_would_obey(string text, string expected) =>
        Assert.Equal(expected, Printable.Lines(text));

    [Fact]
    public void Escapes_halves_of_characters()
    {
        Assert.Equal(@"x\u{d800}", Printable.Lines("x\ud800"));
        Assert.Equal(@"\u{dc00}x", Printable.Lines("\udc00x"));
    }

    [Fact]
    public void One_line_has_no_line_feeds() =>
        Assert.Equal("a b c", Printable.OneLine("a\r\nb\tc"));

    [Fact]
    public void Whatever_comes_nothing_unsafe_is_left() =>
        Gen.String[Gen.Char, 0, 40].Sample(text =>
            Printable.OneLine(text).EnumerateRunes().All(rune => !System.Text.Rune.IsControl(rune) && rune.Value != 0xFFFD)
            || text.Contains('\ufffd', StringComparison.Ordinal));
}
