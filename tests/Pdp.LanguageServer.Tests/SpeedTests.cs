namespace Pdp.LanguageServer.Tests;

/// <summary>An edit costs what has changed, however large the bundle is. Times are measured by hand: see CONTRIBUTING.md.</summary>
public sealed class SpeedTests
{
    [Fact]
    public async Task An_edit_reads_the_edited_document_alone()
    {
        var output = await ClientScript.RunAsync("speed.js", "300", "20");

        Assert.Contains("ok no answer takes long", output, StringComparison.Ordinal);
        Assert.Matches("ok [0-9]{2,} edits of the schema were answered alone", output);
        Assert.Matches("ok [0-9]{2,} loads after the first read no document but the edited one", output);
    }
}
