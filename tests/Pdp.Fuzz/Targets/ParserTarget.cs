using Pdp.Bundles;
using Pdp.Engine.Sources;
using Pdp.Language.Checking;
using Pdp.Language.Diagnostics;
using Pdp.Language.Regex;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.TestKit;

namespace Pdp.Fuzz.Targets;

/// <summary>
/// Any text is parsed, checked and written out again without harm: twice with the same result, with places inside the text,
/// every finding is shown with its excerpt and caret, and a written tree reads as it was. The text is tried as a pattern of
/// <c>matches</c>, too.
/// </summary>
internal sealed class ParserTarget : ITarget
{
    private static readonly SourceLocation Place = new("fuzz.json", "/when");

    public string Name => "parser";

    public string[] Words => CelWords.All;

    // the checker copies types; a small text may have a large type
    public long MaxAllocated(string input) => 32_000_000 + 20_000L * input.Length;

    public string? Cross(string first, string second, Random random) => Splicing.Splice(first, second, random);

    public void Run(string input)
    {
        var parsed = Parser.Parse(input);
        var again = Parser.Parse(input);
        Promise.That(parsed.Diagnostics.SequenceEqual(again.Diagnostics), "two readings of a text find different errors");
        Promise.That(parsed.Root is null == parsed.Diagnostics.Any(found => found.Severity == Severity.Error), "a tree beside errors, or neither");
        Inside(parsed.Diagnostics, input);
        Parser.Parse(input, ParserOptions.Golden);
        if (input.Length <= Re2Pattern.MaxLength) Pattern(input);
        if (parsed.Root is not { } root) return;

        var written = Unparser.Format(root);
        Promise.That(Unparser.Format(again.Root!) == written, "two readings of a text are different trees");
        var reread = Parser.Parse(written);
        if (reread.Root is not null)
        {
            Promise.That(Unparser.Format(reread.Root) == written, $"the written tree reads as another: {written}");
        }
        else
        {
            // more parentheses than the text had may be too deep or too long, nothing else
            Promise.That(reread.Diagnostics.All(found => found.Code == DiagnosticCodes.TooComplex), $"the written tree does not parse: {written}");
        }

        foreach (var expected in new[] { CelType.Bool, null })
        {
            var check = Checker.Check(parsed, PolicyScene.Environment, expected);
            Inside(check.Diagnostics, input);
            Promise.That(check.Expression is null == check.Diagnostics.Any(found => found.Severity == Severity.Error), "a checked tree beside errors, or neither");
            Promise.That(Checker.Check(parsed, PolicyScene.Environment, expected).Diagnostics.SequenceEqual(check.Diagnostics), "two checks find different errors");
        }

        Checker.Unchecked(parsed, PolicyScene.Environment);
    }

    private static void Pattern(string input)
    {
        if (input.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') >= 0) return;
        if (!Re2Pattern.TryCompile(input, out var pattern, out var error))
        {
            Promise.That(error.Length > 0 && !error.Contains('\n', StringComparison.Ordinal), "a pattern is refused without a reason in one line");
            return;
        }

        var text = input.Length > 64 ? input[..64] : input;
        pattern.Find(text, 0, null, out var found);
        Promise.That(found is not null == pattern.IsMatch(text), "a pattern matches where it finds nothing, or the other way round");
        Promise.That(found is null || (found[0] >= 0 && found[0] <= found[1] && found[1] <= text.Length), "a match lies outside the text");
    }

    private static void Inside(IEnumerable<Diagnostic> diagnostics, string input)
    {
        foreach (var found in diagnostics)
        {
            Promise.That(
                found.Span.Start >= 0 && found.Span.Length >= 0 && found.Span.End <= input.Length,
                $"{found.Code} at {found.Span} of a text of {input.Length}");
            Promise.That(
                found.Message.Length > 0 && found.Message.IndexOfAny(['\n', '\r']) < 0, $"{found.Code} has no message in one line: {found.Message}");
        }

        foreach (var found in diagnostics.Take(3)) Shown(found, input);
    }

    /// <summary>As authors see it: the message, an excerpt of one line between two margins, carets in the lower one, the help.</summary>
    private static void Shown(Diagnostic found, string input)
    {
        var lines = DiagnosticText
            .Format(new SourceDiagnostic(found.Code, found.Severity, Place, found.Message, found.Help, input, found.Span))
            .Split('\n');
        Promise.That(lines.Length == (found.Help is null ? 4 : 5), $"{found.Code} is shown in {lines.Length} lines");
        Promise.That(lines[3].Contains('^', StringComparison.Ordinal), $"{found.Code} has no caret");
        Promise.That(Array.TrueForAll(lines, line => !line.Any(char.IsControl)), $"{found.Code} is shown with a control character: {found.Message}");
    }
}
