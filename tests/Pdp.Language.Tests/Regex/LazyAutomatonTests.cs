using CsCheck;
using Pdp.Language.Regex;
using Xunit;

namespace Pdp.Language.Tests.Regex;

public sealed class LazyAutomatonTests
{
    private static readonly string[] _atoms =
    [
        "a", "b", ".", "[ab]", "[^a]", "😀", "[^😀]", "[a😀-😂]", @"\d", @"\w", @"\W", @"\s", "é", "(?i:K)", "(?s:.)", "^", "$",
        "(?m:^)", "(?m:$)", @"\b", @"\B", "", @"\PL", "[[:alpha:]é]",
    ];

    private static readonly Gen<string> _patterns = Gen.Recursive<string>((depth, inner) =>
    {
        var atom = Gen.OneOf(_atoms);
        return depth > 3
            ? atom
            : Gen.OneOf(
                atom,
                Gen.Select(inner, inner, (a, b) => $"(?:{a})(?:{b})"),
                Gen.Select(inner, inner, (a, b) => $"(?:{a}|{b})"),
                inner.Select(a => $"({a})"),
                Gen.Select(inner, Gen.OneOf("*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}"), (a, q) => $"(?:{a}){q}"));
    });

    private static readonly Gen<string> _texts =
        Gen.OneOf("a", "b", "ab", "😀", "😁", "é", "K", "k", "\u212A", "1", "_", " ", "\n", ".").Array[0, 6].Select(string.Concat);

    [Fact]
    public void The_automaton_matches_where_the_machine_does() =>
        Gen.Select(_patterns, _texts).Sample((pattern, text) =>
        {
            var (root, _, error) = Re2Parser.Parse(pattern);
            Assert.Null(error);
            Assert.True(Re2Pattern.TryCompile(pattern, out var compiled, out error), error);
            compiled.Find(text, 0, null, out var expected);
            Assert.Equal(expected is not null, compiled.IsMatch(text));

            // again with room for next to no states, and out of one automaton for all ends of the text
            foreach (var room in new[] { 0, 10_000 })
            {
                var automaton = new LazyAutomaton(root!, room);
                for (var length = text.Length; length >= 0; length--)
                {
                    compiled.Find(text[..length], 0, null, out expected);
                    automaton.Search(text[..length], null, out var found);
                    Assert.Equal(expected is not null, found);
                }
            }
        }, iter: 2_000);

    [Theory]
    [InlineData("(?:a|b)*a(?:a|b){7}$")]
    [InlineData(@"\b(?:a|ab+)\b.{3}b$")]
    [InlineData("(?m)^a.*b.?$")]
    public void Threads_that_drop_each_others_states_agree(string pattern)
    {
        var (root, groups, _) = Re2Parser.Parse(pattern);
        // room for some tens of states, so that they are dropped again and again
        var automaton = new LazyAutomaton(root!, 12_000);
        var machine = new Re2Machine(root!, groups);
        Parallel.For(0, 2_000, i =>
        {
            var random = new Random(i);
            var text = string.Concat(Enumerable.Range(0, 40).Select(_ => "aaabbb b\nb"[random.Next(10)]));
            machine.Find(text, 0, null, out var expected);
            automaton.Search(text, null, out var found);
            Assert.Equal(expected is not null, found);
        });
    }

    [Theory]
    [InlineData(@"(?:\w|\W|\d|\w)\n(?m:^)", "1\nK")]
    [InlineData(@"(?:(?:\w|\W)|(?:\d|\w))(\s|b)(?m:^)", "é1\nKaab")]
    [InlineData(@"(?:x\w|x\W|x\d|x\w)\n", "x1\n")]
    [InlineData(@"(?:(\w)|(\W)|(\d)|(\w))\n", "1\n")]
    public void Neighbouring_classes_lose_nothing(string pattern, string text)
    {
        Assert.True(Re2Pattern.TryCompile(pattern, out var compiled, out var error), error);
        Assert.True(compiled.IsMatch(text));
    }

    [Fact]
    public void No_pattern_at_all_makes_the_compiler_throw() =>
        Gen.OneOf(
            "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "^", "$", "\\", ".", "-", ":", "a", "1", ",", "(?", "(?P<", ">",
            "[:", ":]", @"\Q", @"\E", @"\p", @"\x", "😀", "\uD800", "\n", "=", "!", "<", "i", "alpha").Array[0, 12]
            .Select(string.Concat)
            .Sample(pattern =>
            {
                if (!Re2Pattern.TryCompile(pattern, out var compiled, out var error)) return error.Length > 0;
                compiled.IsMatch("a1😀");
                return true;
            }, iter: 20_000);
}
