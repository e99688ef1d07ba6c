using Pdp.Server.CommandLine;
using Xunit;

namespace Pdp.Server.Tests.CommandLine;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("documens", "documents")]
    [InlineData("Documents", "documents")]
    [InlineData("docuemnts", "documents")]
    [InlineData("polices", "policies")]
    [InlineData("planets", null)]
    [InlineData("", null)]
    public void Finds_the_nearest_word_if_one_is_near(string word, string? expected) =>
        Assert.Equal(expected, Suggestion.Nearest(word, ["policies", "documents", "archive"]));
}
