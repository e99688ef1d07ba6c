using Xunit;

namespace Pdp.Docs.Tests.Consoles;

public sealed class ExpectedOutputTests
{
    [Theory]
    [InlineData("a\nb", "a\nb\n")]
    [InlineData("a  \nb", "a\nb  \n\n")]
    [InlineData("revision …", "revision 4f2a")]
    [InlineData("a\n…\nz", "a\nb\nc\nz")]
    [InlineData("a\n…\nz", "a\nz")]
    [InlineData("a\n…", "a\nb")]
    [InlineData("", "\n")]
    [InlineData("1 + 1 (…)", "1 + 1 (two)")]
    public void Is_the_one_shown(string shown, string output) => Assert.True(ExpectedOutput.Matches(shown, output));

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a\nb", "a")]
    [InlineData("a", "a\nb")]
    [InlineData("a … c", "a\nc")]
    [InlineData("a.c", "abc")]
    [InlineData("", "a")]
    [InlineData("a\n…\nz", "a\nb\n")]
    public void Is_another(string shown, string output) => Assert.False(ExpectedOutput.Matches(shown, output));
}
