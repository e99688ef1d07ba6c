namespace Pdp.LanguageServer.Tests;

/// <summary>All that an editor can ask, asked over the sample policies by a client that is not ours. The scripts hold what is expected.</summary>
public sealed class EditorTests
{
    [Theory]
    [InlineData("diagnostics.js", 11)]
    [InlineData("hover.js", 10)]
    [InlineData("completion.js", 13)]
    [InlineData("names.js", 12)]
    [InlineData("renames.js", 8)]
    [InlineData("actions.js", 10)]
    [InlineData("workspaces.js", 10)]
    [InlineData("texts.js", 11)]
    [InlineData("robustness.js", 12)]
    [InlineData("protocol.js", 7)]
    [InlineData("framing.js", 12)]
    public async Task Every_answer_is_as_expected(string script, int checks)
    {
        var output = await ClientScript.RunAsync(script);

        // a script that ends early has not checked what it should
        Assert.Equal(checks, output.Split('\n').Count(static line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }
}
