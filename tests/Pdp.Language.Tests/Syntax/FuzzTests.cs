using System.Diagnostics;
using CsCheck;
using Pdp.Language.Checking;
using Pdp.Language.Syntax;
using Pdp.Language.Tests.Checking;
using Pdp.Language.Types;
using Xunit;

namespace Pdp.Language.Tests.Syntax;

/// <summary>Whatever text comes, parsing and checking end soon, throw nothing and report places inside the text.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Valid =
    [
        "subject.clearance >= resource.classification && cidr('10.0.0.0/8').containsIP(context.ip)",
        "subject.roles.exists(r, r in ['admin', 'editor']) || !has(resource.owner)",
        "resource.type == 'document' ? resource.pages > 3 && resource.price * 2.0 <= 1e3 : variables.same_tenant",
        "{'a': [1, 2u, 3.5], ?'b': optional.of(b'x')}.?a[?0].orValue(r'\\d+')",
        "cel.bind(x, [1, 2].map(y, y * 2), x.all(i, v, i < v)) && .now - timestamp('2026-01-01T00:00:00Z') < duration('1h')",
        "math.greatest(-1, subject.level, 0x1F) == a.b.T{f: \"\"\"text\"\"\"}.`content-type`",
    ];

    private static readonly string[] Pieces =
    [
        "(", ")", "[", "]", "{", "}", ",", ".", "?", ":", "&&", "||", "!", "-", "+", "==", "in", " ", "'", "\"", "`", "\\", "0", "1e9",
        "u", "null", "has(", ".map(x, ", "cel.bind(a, ", "//", "\n", "subject", "resource.owner", "é", "😀", "\ud800", "\0",
    ];

    private static readonly Gen<string> Random =
        Gen.OneOf(Gen.OneOf(Pieces), Gen.Char.Select(c => c.ToString())).Array[0, 60].Select(string.Concat);

    private static readonly Gen<string> Mutated = Gen.Select(
        Gen.OneOf(Valid), Gen.Select(Gen.Int[0, 200], Gen.Int[0, 3], Gen.OneOf(Pieces)).Array[1, 6], (text, edits) =>
        {
            foreach (var (at, removed, inserted) in edits)
            {
                var start = at % (text.Length + 1);
                text = text.Remove(start, Math.Min(removed, text.Length - start)).Insert(start, inserted);
            }

            return text;
        });

    [Fact]
    public void Random_text_is_parsed_without_harm() => Random.Sample(Examine, iter: 20_000);

    [Fact]
    public void Mutated_expressions_are_parsed_and_checked_without_harm() => Mutated.Sample(Examine, iter: 20_000);

    [Fact]
    public void Generated_trees_are_checked_without_harm() =>
        TreeGen.Tree.Sample(tree => Examine(Unparser.Format(tree)), iter: 20_000);

    [Fact]
    public void Types_that_double_at_every_level_are_checked_in_time()
    {
        const int Levels = 60;
        var text = $"a{Levels}";
        for (var i = Levels; i > 0; i--) text = $"cel.bind(a{i}, {{a{i - 1}: a{i - 1}}}, {text})";
        text = $"cel.bind(a0, [1], {text})";
        Assert.NotNull(Parser.Parse(text).Root);
        Examine(text);
    }

    private static void Examine(string text)
    {
        var start = Stopwatch.GetTimestamp();
        var parsed = Parser.Parse(text);
        Assert.Equal(parsed.Root is null, parsed.Diagnostics.Length > 0);
        Assert.All(parsed.Diagnostics, diagnostic => AssertInside(diagnostic.Span));
        if (parsed.Root is not null)
        {
            var result = Checker.Check(parsed, TestEnvironments.Policy, CelType.Bool);
            Assert.All(result.Diagnostics, diagnostic => AssertInside(diagnostic.Span));
            Assert.All(result.Diagnostics, diagnostic => Assert.DoesNotContain('\n', diagnostic.Message));
            Checker.Unchecked(parsed, TestEnvironments.Policy);
        }

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1), "took longer than a second");

        void AssertInside(Language.Text.TextSpan span) =>
            Assert.True(span.Start >= 0 && span.Length >= 0 && span.End <= text.Length, $"{span} in {text.Length}");
    }
}
