using Pdp.Server.Gateways;
using Xunit;

namespace Pdp.Server.Tests.Gateways;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/", "")]
    [InlineData("/todos", "todos")]
    [InlineData("/todos/", "todos|")]
    [InlineData("/todos/7?a=/../b;c%2f", "todos|7")]
    [InlineData("/a%20b/%C3%A9", "a b|é")]
    [InlineData("/A/b", "A|b")]
    [InlineData("/...", "...")]
    [InlineData("/a.b", "a.b")]
    [InlineData("/a?", "a")]
    public void What_has_one_meaning_is_taken(string target, string segments) =>
        Assert.Equal(segments, string.Join('|', RequestPath.Parse(target)!.Segments));

    [Theory]
    [InlineData("")]
    [InlineData("todos")]
    [InlineData("http://h/todos")]
    [InlineData("*")]
    [InlineData("//todos")]
    [InlineData("/todos//7")]
    [InlineData("/a//")]
    [InlineData("/./todos")]
    [InlineData("/public/../todos")]
    [InlineData("/public/..")]
    [InlineData("/public/%2e%2e/todos")]
    [InlineData("/public/.%2E/todos")]
    [InlineData("/todos%2f7")]
    [InlineData("/todos%2F7")]
    [InlineData("/todos%5c7")]
    [InlineData("/todos\\7")]
    [InlineData("/todos%252f7")]
    [InlineData("/todos%25")]
    [InlineData("/todos%")]
    [InlineData("/todos%2")]
    [InlineData("/todos%zz")]
    [InlineData("/todos;x=1")]
    [InlineData("/todos%3bx")]
    [InlineData("/todos/%00")]
    [InlineData("/todos/%0a")]
    [InlineData("/todos/%7f")]
    [InlineData("/todos/%c0%af")]
    [InlineData("/todos/%ff")]
    [InlineData("/todos#x")]
    [InlineData("/todos?x#y")]
    [InlineData("/to dos")]
    [InlineData("/todos/é")]
    [InlineData("/todos\t")]
    public void What_could_be_read_in_more_ways_than_one_is_none(string target) => Assert.Null(RequestPath.Parse(target));
}
