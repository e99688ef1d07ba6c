using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Language.Tests.Syntax;

public sealed class LiteralTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0x1F", "31")]
    [InlineData("-0x8000000000000000", "-9223372036854775808")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("- 5", "-5")]
    [InlineData("18446744073709551615u", "18446744073709551615u")]
    [InlineData("0xFFU", "255u")]
    [InlineData("1.5", "d3ff8000000000000")]
    [InlineData(".5", "d3fe0000000000000")]
    [InlineData("1e3", "d408f400000000000")]
    [InlineData("1.5E-3", "d3f589374bc6a7efa")]
    [InlineData("-0.0", "d8000000000000000")]
    [InlineData("1e-400", "d0")]
    [InlineData("null", "null")]
    [InlineData("'a'", "'a'")]
    [InlineData("\"a'b\"", "'a'b'")]
    [InlineData("'''a'b''c\nd'''", "'a'b''c\nd'")]
    [InlineData("\"\"\"a\r\n\"\"\"", "'a\r\n'")]
    [InlineData("r'\\n'", "'\\n'")]
    [InlineData("R\"\\\"", "'\\'")]
    [InlineData(@"'\a\b\f\n\r\t\v\\\?\""\'\`'", "'\a\b\f\n\r\t\v\\?\"'`'")]
    [InlineData(@"'\x41\X42\u0043\U00000044\105'", "'ABCDE'")]
    [InlineData(@"'\377'", "'\u00ff'")]
    [InlineData(@"'\U0001F600'", "'\U0001F600'")]
    [InlineData("'😀'", "'😀'")]
    [InlineData("b'aé'", "b61C3A9")]
    [InlineData(@"b'\xFF\377\x00'", "bFFFF00")]
    [InlineData(@"br'\xFF'", "b5C784646")]
    [InlineData("Br\"😀\"", "bF09F9880")]
    [InlineData("''", "''")]
    [InlineData("''''''", "''")]
    [InlineData("b''''''", "b")]
    public void Reads_literals(string text, string expected) =>
        Assert.Equal(expected, TreeText.Of(Parser.Parse(text).Root));

    [Theory]
    [InlineData("9223372036854775808", 0, 19, "int literal `9223372036854775808` is out of range")]
    [InlineData("-9223372036854775809", 1, 19, "int literal `9223372036854775809` is out of range")]
    [InlineData("18446744073709551616u", 0, 21, "uint literal `18446744073709551616u` is out of range")]
    [InlineData("1e400", 0, 5, "double literal `1e400` is out of range")]
    [InlineData("12abc", 0, 5, "malformed number `12abc`")]
    [InlineData("0x", 0, 2, "malformed number `0x`")]
    [InlineData("'abc", 0, 4, "unterminated string")]
    [InlineData("'a\nb'", 0, 2, "unterminated string")]
    [InlineData("'''abc''", 0, 8, "unterminated string")]
    [InlineData(@"'a\qb'", 2, 2, @"unknown escape `\q`")]
    [InlineData("'''a\\\nb'''", 4, 2, @"unknown escape `\ `")]
    [InlineData(@"'\400'", 1, 2, @"unknown escape `\4`")]
    [InlineData(@"'\12'", 1, 2, @"unknown escape `\1`")]
    [InlineData(@"'\x4'", 1, 3, @"expected 2 hexadecimal digits after `\x`")]
    [InlineData(@"'\uD800'", 1, 6, @"`\uD800` is no Unicode code point")]
    [InlineData(@"'\U00110000'", 1, 10, @"`\U00110000` is no Unicode code point")]
    [InlineData(@"b'\u0041'", 2, 2, @"unknown escape `\u`")]
    public void Rejects_malformed_literals(string text, int start, int length, string message)
    {
        var result = Parser.Parse(text);
        Assert.Null(result.Root);
        var first = result.Diagnostics[0];
        Assert.Equal((DiagnosticCodes.Literal, message, start, length), (first.Code, first.Message, first.Span.Start, first.Span.Length));
    }

    [Fact]
    public void A_prefix_in_the_wrong_order_is_no_prefix() => Assert.Null(Parser.Parse("rb'a'").Root);

    [Fact]
    public void Rejects_half_a_surrogate_pair() =>
        Assert.Equal("the text holds half a surrogate pair", Assert.Single(Parser.Parse("'a\ud800'").Diagnostics).Message);
}
