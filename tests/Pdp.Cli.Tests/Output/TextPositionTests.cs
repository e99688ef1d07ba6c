using Pdp.Cli.Output;

namespace Pdp.Cli.Tests.Output;

public sealed class TextPositionTests
{
    [Theory]
    [InlineData("", 0, 1, 1)]
    [InlineData("abc", 2, 1, 3)]
    [InlineData("a\nbc", 3, 2, 2)]
    [InlineData("a\n", 2, 2, 1)]
    [InlineData("😀x", 2, 1, 2)]
    [InlineData("abc", 99, 1, 4)]
    public void Counts_lines_and_code_points_from_one(string text, int index, int line, int column) =>
        Assert.Equal((line, column), TextPosition.Of(text, index));
}
