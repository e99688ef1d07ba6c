using System.Text.Json;
using Pdp.Bundles;
using Pdp.Bundles.Testing;
using Pdp.Docs.Tests.Markdown;
using Xunit;

namespace Pdp.Docs.Tests;

/// <summary>The documents that the pages show load, and their tests pass.</summary>
public sealed class DocumentBlockTests
{
    public static TheoryData<string> Pages => [.. MarkdownPage.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_json_block_is_json(string path)
    {
        foreach (var block in MarkdownPage.Read(path).Blocks.Where(block => block.Language == "json" && !block.Is("fragment")))
        {
            var failure = Record.Exception(() => JsonDocument.Parse(block.Text).Dispose());

            Assert.True(failure is null, $"{block}: {failure?.Message}");
        }
    }

    /// <summary>The pages that show a whole set of documents; files of the tutorial are its own test's business.</summary>
    public static TheoryData<string> PagesWithDocuments =>
        [.. MarkdownPage.All.Where(page => MarkdownPage.Read(page).Blocks.Any(IsDocument))];

    [Theory]
    [MemberData(nameof(PagesWithDocuments))]
    public void The_documents_of_a_page_load_as_one_folder_and_pass_their_tests(string path)
    {
        using var folder = new PolicyFolder();
        var documents = MarkdownPage.Read(path).Blocks.Where(IsDocument).ToList();
        for (var i = 0; i < documents.Count; i++) folder.WriteDocument(documents[i].Text, i);

        var report = TestRunner.Run(folder.Load(), cancellation: TestContext.Current.CancellationToken);

        Assert.All(report.Results, result => Assert.Empty(result.Differences));
    }

    private static bool IsDocument(Block block)
    {
        if (block.Language != "json" || block.Is("fragment") || block.Is("page-schema") || block.Option("file") is not null)
            return false;
        using var document = JsonDocument.Parse(block.Text);
        return document.RootElement.TryGetProperty("apiVersion", out _);
    }
}
