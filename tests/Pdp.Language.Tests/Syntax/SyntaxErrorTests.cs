using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;
using Xunit;

namespace Pdp.Language.Tests.Syntax;

public sealed class SyntaxErrorTests
{
    [Theory]
    [InlineData("", 0, "expected an expression, got the end", null)]
    [InlineData("a = b", 2, "unknown operator `=`", "write `==`")]
    [InlineData("a === b", 2, "unknown operator `===`", "write `==`")]
    [InlineData("a !== b", 2, "unknown operator `!==`", "write `!=`")]
    [InlineData("a <> b", 2, "unknown operator `<>`", "write `!=`")]
    [InlineData("a & b", 2, "unknown operator `&`", "write `&&`")]
    [InlineData("a | b", 2, "unknown operator `|`", "write `||`")]
    [InlineData("a and b", 2, "unknown operator `and`", "write `&&`")]
    [InlineData("a OR b", 2, "unknown operator `OR`", "write `||`")]
    [InlineData("not a", 0, "unknown operator `not`", "write `!`")]
    [InlineData("a not in b", 2, "expected an operator or the end, got `not`", "write `!(a in b)`")]
    [InlineData("a is b", 2, "expected an operator or the end, got `is`", "write `==`")]
    [InlineData("a == \\\"b\\\"", 5, "unexpected character `\\`", "inside JSON, write CEL strings in single quotes, which need no backslash")]
    [InlineData("a == \u2018b\u2019", 5, "unexpected character `\u2018`", "write strings in straight quotes: `'`")]
    [InlineData("a; b", 1, "unexpected character `;`", "a condition is one expression: join parts by `&&` or `||`")]
    [InlineData("a ? b ? c : d : e", 6, "expected `:`, got `?`", "put the inner `? :` in parentheses")]
    [InlineData("a ? b", 5, "expected `:`, got the end", null)]
    [InlineData("(a", 2, "expected `)`, got the end", "each `(` needs its `)`")]
    [InlineData("[a, b", 5, "expected `,` or `]`, got the end", "each `[` needs its `]`")]
    [InlineData("{a: b", 5, "expected `,` or `}`, got the end", "each `{` needs its `}`")]
    [InlineData("a)", 1, "expected an operator or the end, got `)`", "remove it, or write the `(` that it closes")]
    [InlineData("a[0]]", 4, "expected an operator or the end, got `]`", "remove it, or write the `[` that it closes")]
    [InlineData("a || || b", 5, "expected an expression, got `||`", "an operand stands on both sides of `||`")]
    [InlineData("a.'b'", 2, "expected a member name, got `'b'`", "write `a.b`")]
    [InlineData("a.'b c'", 2, "expected a member name, got `'b c'`", null)]
    [InlineData("{a}", 2, "expected `:`, got `}`", null)]
    [InlineData("f(a b)", 4, "expected `,` or `)`, got `b`", null)]
    [InlineData("a b", 2, "expected an operator or the end, got `b`", null)]
    [InlineData("a.", 2, "expected a member name, got the end", null)]
    [InlineData("a.1", 1, "expected an operator or the end, got `.1`", null)]
    [InlineData("a.in", 2, "expected a member name, got the reserved word `in`", "quote it: .`in`")]
    [InlineData("!-a", 0, "`!` and `-` cannot stand side by side", "put the inner one in parentheses")]
    [InlineData("for + 1", 0, "reserved word `for` cannot be used as a name", null)]
    [InlineData("`a`", 0, "a quoted name can only be a member: `a.`…", "write it behind a dot")]
    [InlineData("a.`$b`", 2, "a quoted member name consists of letters, digits, `_`, `.`, `-`, `/` and spaces", "read such a member by index: `a['name']`")]
    public void Says_what_is_wrong_where_and_what_to_write(string text, int start, string message, string? help)
    {
        var result = Parser.Parse(text);
        Assert.Null(result.Root);
        var first = result.Diagnostics[0];
        Assert.Equal((message, start, help), (first.Message, first.Span.Start, first.Help));
        Assert.Equal(DiagnosticCodes.Syntax, first.Code);
    }

    [Theory]
    [InlineData("has(a)", 4, "expected a member as `a.b`, got `a`", "`has` asks for the presence of a member: `has(subject.department)`")]
    [InlineData("has(a['b'])", 4, "expected a member as `a.b`, got `a['b']`", "write `has(a.b)`")]
    [InlineData("has(a['b c'])", 4, "expected a member as `a.b`, got `a['b c']`", "write `key in map`, or `map[?key].hasValue()`")]
    [InlineData("has(a.?b)", 4, "expected a plain member as `a.b`, got an optional one", "write `has(a.b)` or `a.?b.hasValue()`")]
    [InlineData("a.all(b.c, true)", 6, "expected a variable's name, got `b.c`", null)]
    [InlineData("a.map(1, 2)", 6, "expected a variable's name, got `1`", null)]
    [InlineData("a.all(i, i, true)", 9, "the variables of `all` must differ, got `i` twice", null)]
    [InlineData("a.transformMapEntry(k, v, [])", 26, "expected a map literal, got `[]`", "the last argument of `transformMapEntry` is `{key: value}`")]
    [InlineData("cel.index(x)", 10, "expected an int literal, got `x`", null)]
    public void Says_what_a_macro_takes(string text, int start, string message, string? help)
    {
        var diagnostic = Assert.Single(Parser.Parse(text).Diagnostics);
        Assert.Equal(
            (DiagnosticCodes.MacroArgument, message, start, help),
            (diagnostic.Code, diagnostic.Message, diagnostic.Span.Start, diagnostic.Help));
    }

    [Theory]
    [InlineData("if a then b", 0, "expected an expression, got `if`")]
    [InlineData("if (a) then b && c else d || e", 0, "expected an expression, got `if`")]
    [InlineData("if(a, b, c)", 0, "expected an expression, got `if`")]
    [InlineData("a && (if b then c) && d", 6, "expected an expression, got `if`")]
    [InlineData("a if b else c", 2, "expected an operator or the end, got `if`")]
    public void A_conditional_of_another_language_is_one_mistake(string text, int start, string message)
    {
        var diagnostic = Assert.Single(Parser.Parse(text).Diagnostics);
        Assert.Equal((message, start, "write `condition ? a : b`"), (diagnostic.Message, diagnostic.Span.Start, diagnostic.Help));
    }

    [Fact]
    public void Tells_several_errors_in_one_text()
    {
        var result = Parser.Parse("a = b && (c d) || 'x\\q' == [1 2] && has(e)");
        Assert.Equal(
            [
                "unknown operator `=`", "expected `)`, got `d`", @"unknown escape `\q`", "expected `,` or `]`, got `2`",
                "expected a member as `a.b`, got `e`",
            ],
            result.Diagnostics.Select(diagnostic => diagnostic.Message));
    }

    [Fact]
    public void Stops_at_the_limit_of_errors() =>
        Assert.Equal(5, Parser.Parse(string.Concat(Enumerable.Repeat("= ", 50)), new ParserOptions { MaxErrors = 5 }).Diagnostics.Length);

    [Fact]
    public void Rejects_a_text_that_is_too_long()
    {
        var diagnostic = Assert.Single(Parser.Parse("1 + 1", new ParserOptions { MaxLength = 4 }).Diagnostics);
        Assert.Equal((DiagnosticCodes.TooComplex, "expected at most 4 characters, got 5"), (diagnostic.Code, diagnostic.Message));
    }

    public static TheoryData<string> Deep => new(
        Nested("(", "a", ")"), Nested("[", "a", "]"), Nested("{1: ", "a", "}"), Nested("f(", "a", ")"), Nested("a[", "a", "]"),
        Nested("a ? b : ", "c", ""), Nested("!", "a", ""), Nested("-", "a", ""), Nested("", "a", ".b"), Nested("", "a", "[0]"),
        Nested("", "a", " + a"), Nested("", "a", " == a"), Nested("", "a", ".f()"), Nested("(a && ", "a", ")"), Nested("a.map(x, ", "x", ")"));

    [Theory]
    [MemberData(nameof(Deep))]
    public void Rejects_what_is_nested_too_deeply(string text) =>
        Assert.Contains(Parser.Parse(text).Diagnostics, diagnostic => diagnostic.Code == DiagnosticCodes.TooComplex);

    [Fact]
    public void A_long_chain_of_and_is_not_deep() =>
        Assert.Equal(5_000, Assert.IsType<LogicExpr>(Parser.Parse(string.Join(" && ", Enumerable.Repeat("a", 5_000))).Root).Operands.Length);

    private static string Nested(string open, string inner, string close) =>
        string.Concat(Enumerable.Repeat(open, 5_000)) + inner + string.Concat(Enumerable.Repeat(close, 5_000));

    [Theory]
    [InlineData("a == '\u001b[31m\\q", "unterminated string")]
    [InlineData("'\\\u001b'", "unknown escape `\\\ufffd`")]
    [InlineData("'\u001b' 'b'", "expected an operator or the end, got `'b'`")]
    [InlineData("a '\u001b[2J'", "expected an operator or the end, got `'\ufffd[2J'`")]
    public void Quotes_no_control_character(string text, string message) =>
        Assert.Equal(message, Parser.Parse(text).Diagnostics[0].Message);
}
