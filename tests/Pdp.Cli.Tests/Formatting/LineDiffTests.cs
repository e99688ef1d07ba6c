using Pdp.Cli.Formatting;

namespace Pdp.Cli.Tests.Formatting;

public sealed class LineDiffTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("a\nb\n", "a\nb\n", "")]
    [InlineData("", "a\n", "@@ -0,0 +1 @@|+a")]
    [InlineData("a\n", "", "@@ -1 +0,0 @@|-a")]
    [InlineData("a\nb\nc\n", "a\nc\n", "@@ -1,3 +1,2 @@| a|-b| c")]
    [InlineData("a\nc\n", "a\nb\nc\n", "@@ -1,2 +1,3 @@| a|+b| c")]
    [InlineData("a\nb", "a\nb\n", "@@ -1,2 +1,2 @@| a|-b~|+b")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n", "@@ -2,7 +2,7 @@| 2| 3| 4|-5|+x| 6| 7| 8")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n", "x\n2\n3\n4\n5\n6\n7\ny\n", "@@ -1,8 +1,8 @@|-1|+x| 2| 3| 4| 5| 6| 7|-8|+y")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "x\n2\n3\n4\n5\n6\n7\n8\ny\n", "@@ -1,4 +1,4 @@|-1|+x| 2| 3| 4|@@ -6,4 +6,4 @@| 6| 7| 8|-9|+y")]
    public void Lines_that_differ_are_told_with_those_around_them(string before, string after, string expected) => Assert.Equal(
        expected, string.Join('|', LineDiff.Of(before, after).SelectMany(hunk => hunk.Lines.Select(line => $"{line.Mark}{line.Text}{(line.IsTorn ? "~" : "")}").Prepend(hunk.Header))));

    // what a difference says of both texts is what they are, and the fewest lines differ
    [Fact]
    public void Both_texts_can_be_told_from_the_difference()
    {
#pragma warning disable CA5394 // the same texts each time are wanted
        var random = new Random(7);
        string Text() => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => $"{(char)('a' + random.Next(3))}\n"));
#pragma warning restore CA5394
        for (var run = 0; run < 2_000; run++)
        {
            var (before, after) = (Text(), Text());
            var lines = LineDiff.Of(before, after).SelectMany(hunk => hunk.Lines).ToList();
            var (old, next) = (before.Split('\n')[..^1], after.Split('\n')[..^1]);
            if (lines.Count == 0)
            {
                Assert.Equal(before, after);
                continue;
            }

            // a text of so few lines may lack some of its beginning and end, and those are the same
            string[] mine = [.. lines.Where(line => line.Mark != '+').Select(line => line.Text)], theirs = [.. lines.Where(line => line.Mark != '-').Select(line => line.Text)];
            Assert.Contains($"\n{string.Concat(mine.Select(line => line + "\n"))}", "\n" + before, StringComparison.Ordinal);
            Assert.Contains($"\n{string.Concat(theirs.Select(line => line + "\n"))}", "\n" + after, StringComparison.Ordinal);
            Assert.Equal(old.Length + next.Length - (2 * Common(old, next)), lines.Count(line => line.Mark != ' '));
        }
    }

    [Fact]
    public void Texts_with_little_in_common_are_told_in_time()
    {
        var (before, after) = (string.Concat(Enumerable.Range(0, 30_000).Select(i => $"a{i}\n")), string.Concat(Enumerable.Range(0, 30_000).Select(i => $"b{i}\n")));

        var hunk = Assert.Single(LineDiff.Of(before, after));

        Assert.Equal("@@ -1,30000 +1,30000 @@", hunk.Header);
        Assert.Equal(60_000, hunk.Lines.Count);
    }

    // the longest common subsequence, as it is told in schools
    private static int Common(string[] one, string[] other)
    {
        var lengths = new int[one.Length + 1, other.Length + 1];
        for (var i = 1; i <= one.Length; i++)
        {
            for (var j = 1; j <= other.Length; j++)
                lengths[i, j] = one[i - 1] == other[j - 1] ? lengths[i - 1, j - 1] + 1 : Math.Max(lengths[i - 1, j], lengths[i, j - 1]);
        }

        return lengths[one.Length, other.Length];
    }
}
