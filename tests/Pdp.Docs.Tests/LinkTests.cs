using System.Text.RegularExpressions;
using Pdp.Docs.Tests.Markdown;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Docs.Tests;

/// <summary>What the pages point at is there.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Pages => [.. MarkdownPage.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_relative_link_leads_somewhere(string path)
    {
        var page = MarkdownPage.Read(path);
        var dead = Link().Matches(page.Text).Select(match => match.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !Exists(path, target));

        Assert.Empty(dead);
    }

    [Fact]
    public void The_index_names_every_page()
    {
        var index = MarkdownPage.Read("docs/README.md").Text;
        var missing = MarkdownPage.All.Select(Path.GetFileName)
            .Where(page => page != "README.md" && !index.Contains($"]({page})", StringComparison.Ordinal));

        Assert.Empty(missing);
    }

    private static bool Exists(string from, string target)
    {
        var parts = target.Split('#');
        var folder = Path.GetDirectoryName(from) ?? "";
        var file = parts[0].Length == 0
            ? Repository.PathOf(from)
            : Path.GetFullPath(Path.Combine(Repository.PathOf(folder), parts[0]));
        if (parts.Length == 1) return File.Exists(file) || Directory.Exists(file);
        return File.Exists(file) && Anchors(File.ReadAllText(file)).Contains(parts[1], StringComparer.Ordinal);
    }

    /// <summary>Anchors as GitHub makes them of headings.</summary>
    private static IEnumerable<string> Anchors(string text) => Heading().Matches(text).Select(match =>
        NotInAnchor().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
