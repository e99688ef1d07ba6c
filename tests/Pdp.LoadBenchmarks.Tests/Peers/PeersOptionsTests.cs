using Pdp.LoadBenchmarks.Peers;
using Xunit;

namespace Pdp.LoadBenchmarks.Tests.Peers;

public sealed class PeersOptionsTests
{
    [Fact]
    public void Sizes_are_put_in_order_and_counted_once()
    {
        var options = PeersOptions.Read(["--sizes", "1000,10,1000", "--shapes", "flat", "--rounds", "3"], TextWriter.Null);
        Assert.Equal([10, 1000], options!.Sizes);
        Assert.Equal(["flat"], options.Shapes);
        Assert.Equal(3, options.Rounds);
    }

    [Theory]
    [InlineData("--sizes", "10,few")]
    [InlineData("--sizes", "4")]
    [InlineData("--shapes", "typed,round")]
    [InlineData("--rounds", "0")]
    [InlineData("--seconds", "-1")]
    [InlineData("--colour", "blue")]
    public void Rejects_what_it_does_not_know_and_says_what_it_does(string name, string value)
    {
        var error = new StringWriter();
        Assert.Null(PeersOptions.Read([name, value], error));
        Assert.Contains($"error: `{name} {value}`", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--cerbos-largest N", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_an_option_without_its_value()
    {
        var error = new StringWriter();
        Assert.Null(PeersOptions.Read(["--quick", "--out"], error));
        Assert.Contains("expected a value after `--out`", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_after_quick_changes_what_quick_set() => Assert.Equal(7, PeersOptions.Read(["--quick", "--rounds", "7"], TextWriter.Null)!.Rounds);

    [Fact]
    public void The_line_to_repeat_has_no_paths_of_this_machine() => Assert.EndsWith(
        "peers --cerbos cerbos --rounds 3",
        PeersOptions.Read(["--cerbos", "/opt/here/cerbos", "--out", "somewhere", "--rounds", "3", "--note", "much else ran"], TextWriter.Null)!.CommandLine, StringComparison.Ordinal);
}
