using System.Text;
using CsCheck;
using Pdp.Cli.Checking;

namespace Pdp.Cli.Tests.Checking;

public sealed class JsonLineReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "1:a")]
    [InlineData("a\n", "1:a")]
    [InlineData("a\nb", "1:a|2:b")]
    [InlineData("\n\nb\n", "1:|2:|3:b")]
    [InlineData("1234567890", "1:1234567890")]
    [InlineData("1234567890\nx", "1:1234567890|2:x")]
    [InlineData("12345678901\nx", "1:!|2:x")]
    [InlineData("12345678901", "1:!")]
    [InlineData("x\n123456789012345678901234567890\n\ny", "1:x|2:!|3:|4:y")]
    public async Task Splits_lines_and_drops_long_ones(string text, string expected) =>
        Assert.Equal(expected, await ReadAsync(text, limit: 10, chunk: 1000));

    [Fact]
    public void Splits_the_same_however_the_bytes_arrive() =>
        Gen.Select(Gen.String[Gen.Char["ab\n"], 0, 60], Gen.Int[1, 7], Gen.Int[1, 12]).Sample((text, chunk, limit) =>
        {
            string[] lines = text.Split('\n');
            var wanted = lines
                .Select((line, i) => $"{i + 1}:{(line.Length > limit ? "!" : line)}")
                .Take(lines[^1].Length == 0 ? lines.Length - 1 : lines.Length);
            Assert.Equal(string.Join('|', wanted), ReadAsync(text, limit, chunk).GetAwaiter().GetResult());
        });

    [Fact]
    public async Task Keeps_memory_bounded_on_a_line_without_end()
    {
        using var endless = new PatternStream(total: 300_000_000);
        var reader = new JsonLineReader(endless, 1024 * 1024);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var lines = 0;
        do
        {
            while (reader.TryTake(out var line))
            {
                Assert.True(line.TooLong);
                lines++;
            }
        }
        while (await reader.FillAsync(TestContext.Current.CancellationToken));

        Assert.Equal(1, lines);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 20_000_000);
    }

    private static async Task<string> ReadAsync(string text, int limit, int chunk)
    {
        using var stream = new ChunkedStream(Encoding.UTF8.GetBytes(text), chunk);
        var reader = new JsonLineReader(stream, limit);
        var lines = new List<string>();
        do
        {
            while (reader.TryTake(out var line))
            {
                lines.Add($"{line.Number}:{(line.TooLong ? "!" : Encoding.UTF8.GetString(line.Content.Span))}");
            }
        }
        while (await reader.FillAsync(TestContext.Current.CancellationToken));

        return string.Join('|', lines);
    }
}
