using Pdp.Cli.Diffing;
using Pdp.Engine.Decisions;
using Pdp.Language.Values;

namespace Pdp.Cli.Tests.Diffing;

public sealed class NoticeChangeTests
{
    [Theory]
    [InlineData("", "", null)]
    [InlineData("a", "a", null)]
    [InlineData("a a b", "a a b", null)]
    [InlineData("a", "", "no longer: `a`")]
    [InlineData("", "a", "new: `a`")]
    [InlineData("a", "b", "no longer: `a`; new: `b`")]
    [InlineData("a=1", "a=2", "with other properties: `a`")]
    [InlineData("a b", "b a", "in another order")]
    [InlineData("a a", "a", "no longer: `a`")]
    [InlineData("a=1 a=2", "a=2 a=3", "with other properties: `a`")]
    [InlineData("a=1 b c", "c a=2 d", "no longer: `b`; new: `d`; with other properties: `a`")]
    public void Tells_what_differs_by_id(string before, string after, string? expected) =>
        Assert.Equal(expected, NoticeChange.Of(Notices(before), Notices(after))?.Words);

    [Fact]
    public void Properties_have_no_order() =>
        Assert.Null(NoticeChange.Of([With(("x", 1), ("y", 2))], [With(("y", 2), ("x", 1))]));

    private static Notice With(params (string Name, int Value)[] properties) =>
        new("n", new StringMap([.. properties.Select(p => KeyValuePair.Create(p.Name, Value.From(p.Value)))]));

    private static Notice[] Notices(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('=')).Select(parts => new Notice(
            parts[0], parts.Length == 1 ? StringMap.Empty : new StringMap([KeyValuePair.Create("v", Value.From(parts[1]))]))),
    ];
}
