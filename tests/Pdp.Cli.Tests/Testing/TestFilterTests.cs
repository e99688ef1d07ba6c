using Pdp.Bundles.Testing;
using Pdp.Cli.Testing;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Cli.Tests.Testing;

public sealed class TestFilterTests
{
    [Theory]
    [InlineData("owner", true)]
    [InlineData("OWNER", true)]
    [InlineData("tests/doc", true)]
    [InlineData("stranger", false)]
    [InlineData("an owner*", true)]
    [InlineData("owner*", false)]
    [InlineData("*own?r*", true)]
    [InlineData("tests/*.json", true)]
    [InlineData("tests/documents.json: an*", true)]
    [InlineData("other/*", false)]
    [InlineData("*\\*", false)]
    [InlineData("(a+)+$", false)]
    public void Takes_text_or_the_form_of_the_whole(string filter, bool expected)
    {
        var test = new PolicyTest
        {
            Name = "an owner reads",
            Request = new Request(new Entity("u", "1", StringMap.Empty), new ActionInfo("a", StringMap.Empty), new Entity("r", "1", StringMap.Empty), StringMap.Empty),
            Now = default,
            Decision = Outcome.Permit,
            Location = new("tests/documents.json", "/tests/0"),
        };

        Assert.Equal(expected, new TestFilter(filter).Matches(new TestSuite("tests/documents.json", null, false, [test]), test));
    }
}
