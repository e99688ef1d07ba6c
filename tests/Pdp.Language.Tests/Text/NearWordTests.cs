using CsCheck;
using Pdp.Language.Text;
using Xunit;

namespace Pdp.Language.Tests.Text;

public class NearWordTests
{
    private static readonly Gen<string> Words = Gen.String[Gen.Char["abC"], 0, 8];

    [Theory]
    [InlineData("documens", "documents")]
    [InlineData("DOCUMENTS", "documents")]
    [InlineData("docuemnts", "documents")]
    [InlineData("polices", "policies")]
    [InlineData("planets", null)]
    [InlineData("z", null)]
    [InlineData("", null)]
    public void Finds_the_nearest_word_if_one_is_near(string word, string? expected) =>
        Assert.Equal(expected, NearWord.Find(word, ["policies", "documents", "archive", ""]));

    [Fact]
    public void Of_equally_near_words_the_first_in_ordinal_order_is_found_whatever_their_order()
    {
        Assert.Equal("bat", NearWord.Find("xat", ["hat", "bat", "cat"]));
        Assert.Equal("bat", NearWord.Find("xat", ["bat", "hat", "cat"]));
    }

    [Fact]
    public void Nothing_is_suggested_for_a_word_that_nobody_mistypes() =>
        Assert.Null(NearWord.Find(new string('a', 129), [new string('a', 128)]));

    [Fact]
    public void Distances_are_those_of_the_definition() =>
        Gen.Select(Words, Words, Gen.Int[0, 9]).Sample((first, second, limit) =>
        {
            var expected = ByDefinition(first.ToUpperInvariant(), second.ToUpperInvariant());
            var distance = NearWord.Distance(first, second, limit);
            return expected <= limit ? distance == expected : distance > limit;
        });

    // optimal string alignment, straight from its recurrence
    private static int ByDefinition(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0) return a.Length + b.Length;
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                table[i, j] = Math.Min(
                    Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }
}
