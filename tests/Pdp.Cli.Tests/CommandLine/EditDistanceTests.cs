using CsCheck;
using Pdp.Cli.CommandLine;

namespace Pdp.Cli.Tests.CommandLine;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("check", "check", 0)]
    [InlineData("chek", "check", 1)]
    [InlineData("chcek", "check", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    public void Counts_edits_and_swaps(string left, string right, int expected) =>
        Assert.Equal(expected, EditDistance.Between(left, right));

    [Fact]
    public void Is_symmetric() =>
        Gen.Select(Gen.String[Gen.Char["abc"], 0, 8], Gen.String[Gen.Char["abc"], 0, 8])
            .Sample((left, right) => EditDistance.Between(left, right) == EditDistance.Between(right, left));

    [Theory]
    [InlineData("chek", "check")]
    [InlineData("--polcies", "--policies")]
    [InlineData("explian", "explain")]
    public void Suggests_the_nearest(string word, string expected) =>
        Assert.Equal(expected, EditDistance.Nearest(word, ["check", "explain", "test", "--policies", "--now"]));

    [Theory]
    [InlineData("zebra")]
    [InlineData("--frobnicate")]
    [InlineData("x")]
    public void Suggests_nothing_when_nothing_is_near(string word) =>
        Assert.Null(EditDistance.Nearest(word, ["check", "explain", "test", "--policies", "--now"]));
}
