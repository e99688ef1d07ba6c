using Xunit;

namespace Pdp.Language.Tests.Functions;

public sealed class RegexFunctionTests
{
    [Theory]
    [InlineData("regex.replace('hello world hello', 'hello', 'hi')", "'hi world hi'")]
    [InlineData("regex.replace('banana', 'a', 'x', 0)", "'banana'")]
    [InlineData("regex.replace('banana', 'a', 'x', 1)", "'bxnana'")]
    [InlineData("regex.replace('banana', 'a', 'x', -12)", "'bxnxnx'")]
    [InlineData("regex.replace('foo bar', '(fo)o (ba)r', r'\\2 \\1')", "'ba fo'")]
    [InlineData("regex.replace('foo', 'o', r'\\\\')", "r'f\\\\'")]
    [InlineData("regex.replace('ab', '(x)?b', r'[\\1]')", "'a[]'")]
    [InlineData("regex.replace('a😀', '', '-')", "'-a-😀-'")]
    [InlineData("regex.replace('abc', 'b*', '-')", "'-a-c-'")]
    [InlineData("regex.replace('foo', '(', 'x')", null)]
    [InlineData("regex.replace('foo', 'o', r'\\1')", null)]
    [InlineData("regex.replace('foo', 'o', r'\\')", null)]
    [InlineData("regex.replace('foo', 'o', r'\\x')", null)]
    [InlineData("regex.extract('item-A, item-B', r'item-(\\w+)')", "optional.of('A')")]
    [InlineData("regex.extract('hello', 'h.')", "optional.of('he')")]
    [InlineData("regex.extract('hello', 'x').hasValue()", "false")]
    [InlineData("regex.extract('hello', '(x)?h').hasValue()", "false")]
    [InlineData("regex.extract('a@b', '(.*)@(.*)')", null)]
    [InlineData("regex.extractAll('id:123, id:456', r'id:\\d+')", "['id:123', 'id:456']")]
    [InlineData("regex.extractAll('id:123, id:456', r'id:(\\d+)')", "['123', '456']")]
    [InlineData("regex.extractAll('x', 'y')", "[]")]
    [InlineData("regex.extractAll('a😀b', '')", "['', '', '', '']")]
    [InlineData("regex.extractAll('éa', r'\\b.')", "['a']")]
    [InlineData("'a\\n'.matches('^a$')", "false")]
    [InlineData("matches('abc', 'b')", "true")]
    [InlineData("dyn('abc').matches(dyn('('))", null)]
    public void Replaces_and_extracts(string text, string? expected) => Cel.AssertEqual(text, expected);

    [Fact]
    public void A_replacement_cannot_grow_without_bound()
    {
        var text = Run.Of(new string('a', 2_000));
        var result = Run.Call(Run.NewFrame(long.MaxValue), "regex_replace_string_string_string", text, Run.Of("a"), Run.Of(new string('b', 1_000)));
        Assert.True(result.IsError);
    }

    [Fact]
    public void Patterns_of_requests_draw_the_same_whether_they_are_kept_or_not()
    {
        var first = Run.NewFrame();
        var second = Run.NewFrame();
        Run.Call(first, "matches", Run.Of("abc"), Run.Of("kept[0-9]"));
        Run.Call(second, "matches", Run.Of("abc"), Run.Of("kept[0-9]"));
        Assert.Equal(first.Fuel, second.Fuel);
        Assert.True(first.Fuel < 1_000_000);
    }

    [Fact]
    public void A_text_too_long_for_the_budget_is_an_error()
    {
        var result = Run.Call(Run.NewFrame(1_000), "matches", Run.Of(new string('a', 100_000)), Run.Of("a.b"));
        Assert.Equal("limit reached: this expression does too much work", result.AsError?.Message);
    }
}
