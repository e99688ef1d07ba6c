using Pdp.Language.Regex;
using Xunit;

namespace Pdp.Language.Tests.Regex;

public sealed class Re2PatternTests
{
    [Theory]
    [InlineData("^a$", "a", true)]
    [InlineData("^a$", "a\n", false)]
    [InlineData("(?m)^a$", "a\n", true)]
    [InlineData("(?m)^b$", "a\nb\nc", true)]
    [InlineData("^b$", "a\nb\nc", false)]
    [InlineData(@"\d", "\u0663", false)]
    [InlineData(@"\d", "7", true)]
    [InlineData(@"\w", "é", false)]
    [InlineData(@"\w", "_", true)]
    [InlineData(@"\s", "\u00A0", false)]
    [InlineData(@"\s", "\v", false)]
    [InlineData(@"\s", "\t", true)]
    [InlineData(@"\bé", "é", false)]
    [InlineData(@"\ba\b", "éaé", true)]
    [InlineData(@"\ba\b", "xay", false)]
    [InlineData(@"\Ba\B", "xay", true)]
    [InlineData("^.$", "😀", true)]
    [InlineData("^..$", "😀", false)]
    [InlineData("^[^a]$", "😀", true)]
    [InlineData("^[😀-😂]$", "😁", true)]
    [InlineData("^[😀-😂]$", "😃", false)]
    [InlineData("(a|😀){2}", "🐱😀😀", true)]
    [InlineData("(?P<n>a)b", "ab", true)]
    [InlineData("(?<n>a)b", "ab", true)]
    [InlineData(@"^\pL+$", "äΩж", true)]
    [InlineData(@"\pL", "1", false)]
    [InlineData(@"^\p{Greek}+$", "πέντε", true)]
    [InlineData(@"^\p{Greek}+$", "pi", false)]
    [InlineData(@"^\P{Greek}+$", "pi", true)]
    [InlineData(@"^\p{^Greek}+$", "pi", true)]
    [InlineData(@"^\p{Lu}\p{Ll}$", "Ab", true)]
    [InlineData(@"^\p{So}$", "😀", true)]
    [InlineData("^[[:alpha:]]+$", "abc", true)]
    [InlineData("^[[:alpha:]]+$", ":", false)]
    [InlineData("^[[:^alpha:]]+$", "123", true)]
    [InlineData("^[[:word:]-]+$", "a_1-", true)]
    [InlineData(@"^\Qa.b\E$", "a.b", true)]
    [InlineData(@"^\Qa.b\E$", "axb", false)]
    [InlineData(@"^\Qa.b\E+$", "a.bbb", true)]
    [InlineData(@"^\Qa.b", "a.b", true)]
    [InlineData("(?U)a+", "aa", true)]
    [InlineData(@"\x{61}", "a", true)]
    [InlineData(@"\x61", "a", true)]
    [InlineData(@"\x{1F600}", "😀", true)]
    [InlineData(@"\141", "a", true)]
    [InlineData("[a-z-[aeiou]]", "a]", true)]
    [InlineData("^[a-z-[aeiou]$", "[", true)]
    [InlineData("^[]a]$", "]", true)]
    [InlineData("^[^]a]$", "]", false)]
    [InlineData("^[a-]$", "-", true)]
    [InlineData("^[-a]$", "-", true)]
    [InlineData(@"^[\d-z]$", "-", true)]
    [InlineData("(?i)straße", "STRAßE", true)]
    [InlineData("(?i)k", "\u212A", true)]
    [InlineData("(?i)s", "\u017F", true)]
    [InlineData("(?i)i", "\u0130", false)]
    [InlineData("(?i)i", "\u0131", false)]
    [InlineData("(?i)[k-l]", "\u212A", true)]
    [InlineData("(?i)σ", "ς", true)]
    [InlineData("(?i)a(?-i)b", "Ab", true)]
    [InlineData("(?i)a(?-i)b", "AB", false)]
    [InlineData("(?i:a)b", "AB", false)]
    [InlineData("((?i)a)b", "AB", false)]
    [InlineData("(?s)a.b", "a\nb", true)]
    [InlineData("a.b", "a\nb", false)]
    [InlineData("a{,2}", "a{,2}", true)]
    [InlineData("a{,2}", "aa", false)]
    [InlineData("a{2}b", "aab", true)]
    [InlineData("^a{2,3}$", "aaaa", false)]
    [InlineData("^a{2,}$", "aaaa", true)]
    [InlineData("x{", "x{", true)]
    [InlineData("", "cows", true)]
    [InlineData("foo|bar", "", false)]
    [InlineData("a|", "zzz", true)]
    [InlineData("()", "", true)]
    [InlineData(@"\.", ".", true)]
    [InlineData(@"\_", "_", true)]
    [InlineData(@"\A\z", "", true)]
    [InlineData(@"[^\x00-\x{10FFFF}]", "a", false)]
    [InlineData("}", "}", true)]
    [InlineData("]", "]", true)]
    [InlineData("^a+?$", "aaa", true)]
    [InlineData("^(?:a|b)*$", "abba", true)]
    [InlineData("^/api/.*", "/api/x", true)]
    [InlineData("^/api/.*$", "/api/x\n", false)]
    [InlineData(".*suffix$", "a suffix", true)]
    [InlineData("^literal", "a literal", false)]
    [InlineData("literal$", "a literal", true)]
    [InlineData("literal$", "literal\n", false)]
    [InlineData("^literal$", "literal", true)]
    [InlineData(@"(?i)^\W$", "S", false)]
    [InlineData(@"(?i)\W", "k", false)]
    [InlineData(@"(?i)^[^\W]+$", "Ks", true)]
    [InlineData(@"(?i)^\w$", "ſ", true)]
    [InlineData(@"(?i)^\D$", "ſ", true)]
    [InlineData(@"^a\Q\E*$", "aaa", true)]
    [InlineData(@"^\Qab\E\Q\E+$", "abb", true)]
    [InlineData("^a(?i)*$", "aaa", true)]
    [InlineData("^a(?i)*$", "aA", false)]
    [InlineData("^a*(?i)+$", "aaa", true)]
    [InlineData("(?:(?:a{2}){0}b){600}", "b", false)]
    [InlineData("erra[0-9]", "err erra erra5", true)]
    [InlineData("erra[0-9]", "err erra erra", false)]
    [InlineData(@"\p{Cs}", "a", false)]
    [InlineData(@"^\P{Cs}$", "a", true)]
    [InlineData(@"\p{Cn}", "\u0378", true)]
    [InlineData(@"\p{Cn}", "a", false)]
    [InlineData(@"\x{D800}", "a", false)]
    [InlineData(@"^[^\x{D800}]$", "a", true)]
    public void Matches_as_RE2_does(string pattern, string text, bool expected)
    {
        Assert.True(Re2Pattern.TryCompile(pattern, out var compiled, out var error), error);
        Assert.Equal(expected, compiled.IsMatch(text));
        var (root, groups, _) = Re2Parser.Parse(pattern);
        new Re2Machine(root!, groups).Find(text, 0, null, out var slots);
        Assert.Equal(expected, slots is not null);
    }

    [Theory]
    [InlineData(@"(a)\1", "back references such as `\\1` are not supported")]
    [InlineData("(?=a)a", "unknown kind of group behind `(?`")]
    [InlineData("(?!a)a", "unknown kind of group behind `(?`")]
    [InlineData("(?<=a)a", null)]
    [InlineData("(?<!a)a", null)]
    [InlineData("(?>a)", null)]
    [InlineData("(?P=n)", null)]
    [InlineData("(?P<n>a)(?P<n>b)", null)]
    [InlineData("(?P<>a)", null)]
    [InlineData("(?P<a-b>a)", null)]
    [InlineData(@"\C", "unknown escape `\\C`")]
    [InlineData("\\p{a\nb}", "unknown category or script `a b`")]
    [InlineData(@"\Z", "unknown escape `\\Z`")]
    [InlineData(@"\G", null)]
    [InlineData(@"\k<n>", null)]
    [InlineData(@"\q", null)]
    [InlineData(@"\u0061", null)]
    [InlineData("a{1001}", "the repetition `{1001}` is out of range: at most 1000, and the smaller count first")]
    [InlineData("a{3,2}", null)]
    [InlineData("(a{100}){100}", "nested repetitions may not exceed 1000 together")]
    [InlineData("a**", "repetitions cannot be stacked: `a**`")]
    [InlineData("a++", null)]
    [InlineData("a??+", null)]
    [InlineData("a{2}{3}", null)]
    [InlineData(@"\Q\E*", "the repetition `*` has nothing to repeat")]
    [InlineData("(?i)*", null)]
    [InlineData("*a", "the repetition `*` has nothing to repeat")]
    [InlineData("(*)", null)]
    [InlineData("a|*", null)]
    [InlineData("{2}", null)]
    [InlineData("(a", "a `)` is missing")]
    [InlineData("a)", "unexpected `)`")]
    [InlineData("[a", "a `]` is missing")]
    [InlineData("[]", null)]
    [InlineData("[b-a]", "the range `b-a` runs backwards")]
    [InlineData(@"[a-\d]", null)]
    [InlineData("[[:nope:]]", "unknown class `[:nope:]`")]
    [InlineData(@"\p{Klingon}", "unknown category or script `Klingon`")]
    [InlineData(@"\p", null)]
    [InlineData(@"\pX", null)]
    [InlineData(@"\p{L", null)]
    [InlineData(@"\", "a `\\` stands at the end")]
    [InlineData(@"\x{110000}", null)]
    [InlineData(@"\x6", null)]
    [InlineData("(?z)", null)]
    [InlineData("(?", null)]
    [InlineData("(?i", null)]
    [InlineData("(?i-)", null)]
    public void Refuses_what_RE2_refuses(string pattern, string? message)
    {
        Assert.False(Re2Pattern.TryCompile(pattern, out var compiled, out var error));
        Assert.Null(compiled);
        Assert.NotEmpty(error);
        if (message is not null) Assert.Equal(message, error);
    }

    [Fact]
    public void Refuses_patterns_that_are_too_long_too_deep_or_too_large()
    {
        Assert.False(Re2Pattern.TryCompile(new string('a', Re2Pattern.MaxLength + 1), out _, out _));
        Assert.False(Re2Pattern.TryCompile(new string('(', 1000) + new string(')', 1000), out _, out var deep));
        Assert.Equal("groups are nested too deeply", deep);
        Assert.False(Re2Pattern.TryCompile("(abcdefghij){1000}", out _, out var large));
        Assert.StartsWith("the pattern is too large", large, StringComparison.Ordinal);
        Assert.True(Re2Pattern.TryCompile("[a-z]{1,1000}", out var allowed, out _));
        Assert.True(allowed.IsMatch("q"));
    }

    [Theory]
    [InlineData(".?", 1_600)]
    [InlineData(".*", 1_600)]
    [InlineData("(?:a|.)?", 400)]
    [InlineData(".{0,999}", 4)]
    [InlineData("(?:.{0,30}x?){30}", 4)]
    public void Takes_little_memory_where_much_may_be_left_out(string part, int times)
    {
        Assert.True(Re2Pattern.TryCompile(string.Concat(Enumerable.Repeat(part, times)) + "!", out var pattern, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(pattern.IsMatch("abcdefghijklmnopqrstuvwxyz"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void Takes_linear_time_where_backtracking_would_not_end()
    {
        Assert.True(Re2Pattern.TryCompile("^(a+)+$", out var pattern, out _));
        Assert.False(pattern.IsMatch(new string('a', 100_000) + "b"));
        Assert.True(Re2Pattern.TryCompile(@"^(\b|a+)+$", out var boundary, out _));
        Assert.False(boundary.IsMatch(new string('a', 2_000) + "é"));
    }

    [Theory]
    [InlineData("(a)(b)?", "xab", "1-3 1-2 2-3")]
    [InlineData("(a)(b)?", "xac", "1-2 1-2 -")]
    [InlineData("(?P<x>a)(b)", "ab", "0-2 0-1 1-2")]
    [InlineData("a+?", "aaa", "0-1")]
    [InlineData("(?U)a+", "aaa", "0-1")]
    [InlineData("a|ab", "ab", "0-1")]
    [InlineData("[^a]", "😀", "0-2")]
    [InlineData(@"\bé|\b", "éa", "1-1")]
    public void Finds_the_match_that_RE2_finds(string pattern, string text, string expected)
    {
        Assert.True(Re2Pattern.TryCompile(pattern, out var compiled, out _));
        compiled.Find(text, 0, null, out var slots);
        Assert.Equal(expected, Show(slots));
    }

    private static string Show(int[]? slots) => slots is null
        ? "none"
        : string.Join(' ', slots.Chunk(2).Select(pair => pair[0] < 0 ? "-" : $"{pair[0]}-{pair[1]}"));
}
