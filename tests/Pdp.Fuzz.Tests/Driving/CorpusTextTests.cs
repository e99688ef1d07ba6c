using Pdp.Fuzz.Driving;
using Xunit;

namespace Pdp.Fuzz.Tests.Driving;

public sealed class CorpusTextTests
{
    [Theory]
    [InlineData("a == 'b'", "a == 'b'")]
    [InlineData("a\\n\n", "a\\u005cn\\u000a")]
    [InlineData("\ud83d\ude00", "\\ud83d\\ude00")]
    [InlineData("\0\u001e\u007f", "\\u0000\\u001e\\u007f")]
    public void Any_text_survives_as_a_line_of_ASCII(string input, string line)
    {
        Assert.Equal(line, CorpusText.Write(input));
        Assert.Equal(input, CorpusText.Read(line));
    }

    [Fact]
    public void Half_a_surrogate_pair_survives() => Any_text_survives_as_a_line_of_ASCII("a" + '\ud800', "a\\ud800");

    [Theory]
    [InlineData("\\")]
    [InlineData("\\n")]
    [InlineData("\\u12")]
    [InlineData("\\uxyzw")]
    public void Rejects_a_malformed_line(string line) => Assert.Throws<FormatException>(() => CorpusText.Read(line));
}
