using Pdp.TestKit.Peers;
using System.Text;
using CsCheck;
using Pdp.Bundles.Documents;
using Pdp.Language.Diagnostics;
using Xunit;

namespace Pdp.Bundles.Tests;

/// <summary>The sample documents, damaged: whatever comes of it, it is a whole bundle or errors.</summary>
public class MutationTests
{
    private static readonly (string Path, byte[] Content)[] Samples =
    [
        .. Directory.GetFiles(Repository.PathOf("policies"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (Path.GetRelativePath(Repository.PathOf("policies"), path).Replace('\\', '/'), File.ReadAllBytes(path))),
    ];

    private static readonly int Times = int.TryParse(
        Environment.GetEnvironmentVariable("PDP_MUTATIONS"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var times) ? times : 1;

    private static readonly string[] Pieces =
        ["{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "-1", "1e400", "0.5", "\"\"", "\"x\"", "[]", "{}", "\\ud800", "\u0000", "é", "//", "$ref", "\n"];

    private static readonly Gen<(int At, int Length, string Piece)[]> Edits =
        Gen.Select(Gen.Int[0, 20_000], Gen.Int[0, 12], Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i])).Array[1, 3];

    // exchanges whole tokens: such a document is often JSON still, and wrong in its structure
    private static readonly Gen<(int At, int With)[]> Exchanges = Gen.Select(Gen.Int[0, 5_000], Gen.Int[0, 5_000]).Array[1, 3];

    [Fact]
    public void A_damaged_document_never_throws() =>
        Gen.Select(Gen.Int[0, Samples.Length - 1], Edits).Sample(
            (which, edits) => Read(Samples[which].Path, Damaged(Samples[which].Content, edits)), iter: 1_000 * Times);

    [Fact]
    public void A_document_with_other_tokens_never_throws() =>
        Gen.Select(Gen.Int[0, Samples.Length - 1], Exchanges).Sample(
            (which, exchanges) => Read(Samples[which].Path, Exchanged(Samples[which].Content, exchanges)), iter: 1_000 * Times);

    [Fact]
    public void A_bundle_with_a_damaged_document_is_loaded_whole_or_not_at_all() =>
        Gen.Select(Gen.Int[0, Samples.Length - 1], Edits, Exchanges, Gen.Bool).Sample(
            (which, edits, exchanges, whole) =>
            {
                using var folder = new TemporaryFolder();
                foreach (var (path, content) in Samples) folder.Write(path, content);
                var sample = Samples[which];
                folder.Write(sample.Path, whole ? Exchanged(sample.Content, exchanges) : Damaged(sample.Content, edits));
                var result = BundleLoader.Load(folder.Path, cancellation: TestContext.Current.CancellationToken);
                Assert.Equal(result.Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error), result.Bundle is null);
                Assert.All(result.Diagnostics, diagnostic => Assert.NotEmpty(DiagnosticText.Format(diagnostic)));
                if (result.Bundle is { } bundle) Assert.Equal(Samples.Length, bundle.Files.Length);
            }, iter: 20 * Times, threads: 2);

    private static void Read(string path, byte[] content)
    {
        var read = DocumentReader.Read(path, content, 64);
        if (read.Document is null) Assert.NotEmpty(read.Text.Findings);
        Assert.All(read.Text.Findings, finding => Assert.NotEmpty(DiagnosticText.Format(finding)));
        Assert.All(read.Text.Findings, finding => Assert.DoesNotContain("JObject", finding.Message, StringComparison.Ordinal));
    }

    private static byte[] Damaged(byte[] content, (int At, int Length, string Piece)[] edits)
    {
        var bytes = content.ToList();
        foreach (var (at, length, piece) in edits)
        {
            var start = at % (bytes.Count + 1);
            bytes.RemoveRange(start, Math.Min(length, bytes.Count - start));
            bytes.InsertRange(start, Encoding.UTF8.GetBytes(piece));
        }

        return [.. bytes];
    }

    private static byte[] Exchanged(byte[] content, (int At, int With)[] exchanges)
    {
        var text = Encoding.UTF8.GetString(content);
        foreach (var (at, with) in exchanges)
        {
            var tokens = System.Text.RegularExpressions.Regex.Matches(text, "\"(?:[^\"\\\\]|\\\\.)*\"|[0-9.]+|true|false|null|\\[\\]|\\{\\}");
            if (tokens.Count == 0) break;
            var token = tokens[at % tokens.Count];
            text = text[..token.Index] + tokens[with % tokens.Count].Value + text[(token.Index + token.Length)..];
        }

        return Encoding.UTF8.GetBytes(text);
    }
}
