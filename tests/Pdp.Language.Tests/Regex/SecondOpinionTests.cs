using System.Globalization;
using System.Text.Json;
using Pdp.Language.Regex;
using Pdp.TestKit;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Language.Tests.Regex;

/// <summary>
/// Patterns of all kinds are taken or refused as re2js, a port of RE2, takes and refuses them, and find the same matches.
/// <c>PDP_PATTERN_OPINIONS</c> and <c>PDP_PATTERN_OPINIONS_SEED</c> ask for more patterns, and for others.
/// </summary>
public sealed class SecondOpinionTests
{
    private const int Patterns = 4_000;
    private const int Texts = 6;

    [Fact]
    public async Task Patterns_are_taken_and_match_as_another_RE2_has_it()
    {
        var manifest = Peer.Re2.PathOrSkip();
        var random = new Random(Setting("PDP_PATTERN_OPINIONS_SEED", 1));
        var questions = Enumerable.Range(0, Setting("PDP_PATTERN_OPINIONS", Patterns))
            .Select(_ => (Pattern: Generated.Pattern(random), Texts: Enumerable.Range(0, Texts).Select(_ => Generated.Text(random)).ToArray()))
            .ToList();
        var script = Repository.PathOf("tests", "Pdp.Language.Tests", "Regex", "peer.mjs");
        var input = string.Concat(questions.Select(question => JsonSerializer.Serialize(new object[] { question.Pattern, question.Texts }) + "\n"));
        var (exit, output, error) = await Peer.Node.RunAsync([script, manifest], input);
        Assert.True(exit == 0, error);

        var (matches, refusals) = (0, 0);
        var differences = new List<string>();
        foreach (var ((pattern, texts), line) in questions.Zip(output.Split('\n')))
        {
            if (!Re2Pattern.TryCompile(pattern, out var compiled, out var refusal))
            {
                refusals++;
                // our own limit, which RE2 sets in another unit
                if (refusal.StartsWith("the pattern is too large", StringComparison.Ordinal)) continue;
                if (line != "null") differences.Add($"`{pattern}` is refused ({refusal}), the other takes it: {line}");
                continue;
            }

            var answers = JsonSerializer.Deserialize<JsonElement>(line);
            if (answers.ValueKind != JsonValueKind.Array)
            {
                differences.Add($"`{pattern}` is taken, the other says: {line}");
                continue;
            }

            foreach (var (text, theirs) in texts.Zip(answers.EnumerateArray()))
            {
                compiled.Find(text, 0, null, out var slots);
                var ours = slots is null ? "null" : JsonSerializer.Serialize(slots);
                if (slots is not null) matches++;
                if (compiled.IsMatch(text) != slots is not null) differences.Add($"`{pattern}` in `{text}`: found where it does not match, or the other way round");
                if (ours != theirs.GetRawText()) differences.Add($"`{pattern}` in {JsonSerializer.Serialize(text)}: {ours}, the other has {theirs.GetRawText()}");
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{questions.Count} patterns, {refusals} refused, {matches} of {questions.Count * Texts} texts matched"));
        Assert.True(differences.Count == 0, string.Join('\n', differences.OrderBy(text => text.Length).Take(20)));
        Assert.True(matches > questions.Count, "next to nothing matches");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>Patterns and texts by chance.</summary>
    private static class Generated
    {
        private static readonly string[] _atoms =
        [
            "a", "b", "ab", "k", "s", "K", ".", "[ab]", "[^a]", "[a-k]", "[^\\n]", "😀", "[^😀]", "[a😀-😂]", @"\d", @"\D", @"\w", @"\W", @"\s", @"\S",
            "é", "ß", "σ", "ſ", "(?i:k)", "(?i:s)", "(?i:ß)", "(?i:σ)", "(?i)", "(?s)", "(?m)", "(?U)", "(?-i)", "(?s:.)", "^", "$", "(?m:^)", "(?m:$)",
            @"\b", @"\B", @"\A", @"\z", "", @"\pL", @"\PL", @"\p{Greek}", @"\P{Latin}", @"\p{Lu}", @"\pN", @"\p{^Lu}", "[[:alpha:]é]", "[[:^digit:]]", "[[:punct:]a]",
            @"[\d_]", @"[^\w]", @"[\pL-]", "[]a]", "[^]a]", "[a-]", @"\x61", @"\x{1F600}", @"\141", @"\Qa*\E", @"\Q\E", @"\Qab", @"\.", @"\_", @"\n", "\n", " ", "1",
            "(?i)[^k]", @"(?i)\PL", @"(?i)[\x{390}-\x{3ff}]", @"\p{Cs}", @"\p{Zs}", @"[^\x00-\x{10FFFF}]", @"\x{D800}",
        ];

        private static readonly string[] _repetitions =
            ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0}", "{0,1}", "{2,}", "{1,3}?", "{,2}", "{0,0}", "{01}", "{1,0}", "**", "{1001}", "{1000}"];

        private static readonly string[] _rubbish =
            ["(", ")", "[", "]", "{", "}", "|", "*", "(?", "(?P<n>", "(?<m>", "(?P<n", ":", "-", "^", "\\", @"\1", @"\8", @"\C", @"\Z", @"\pX", @"\p{Nope}", "[[:nope:]]", "(?z)", "(?i-)", "(?=a)", "(?i-s:", @"\E", @"\x", @"\x{110000}", "[b-a]", @"[a-\d]"];

        private static readonly string[] _letters =
            ["a", "b", "ab", "k", "K", "\u212A", "s", "S", "ſ", "ß", "ẞ", "σ", "ς", "Σ", "é", "É", "😀", "😁", "1", "_", " ", "\n", ".", "-", "*", "Ω", "\u00A0"];

        public static string Pattern(Random random)
        {
            var pattern = Piece(random, random.Next(1, 5));
            if (random.Next(4) != 0) return pattern;
            var at = random.Next(pattern.Length + 1);
            // not between the halves of a pair: what is no code point is no matter of RE2
            if (at > 0 && char.IsHighSurrogate(pattern[at - 1])) at--;
            return pattern.Insert(at, random.Next(3) == 0 ? Pick(random, _repetitions) : Pick(random, _rubbish));
        }

        public static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Pick(random, _letters)));

        private static string Piece(Random random, int depth) => depth == 0
            ? Pick(random, _atoms)
            : random.Next(6) switch
            {
                0 => Pick(random, _atoms),
                1 or 2 => Piece(random, depth - 1) + Piece(random, depth - 1),
                3 => $"(?:{Piece(random, depth - 1)}|{Piece(random, depth - 1)})",
                4 => $"({Piece(random, depth - 1)})",
                _ => $"(?:{Piece(random, depth - 1)}){Pick(random, _repetitions)}",
            };

        private static string Pick(Random random, string[] choices) => choices[random.Next(choices.Length)];
    }
}
