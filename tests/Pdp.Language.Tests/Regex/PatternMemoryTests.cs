using Pdp.Language.Regex;
using Xunit;

namespace Pdp.Language.Tests.Regex;

/// <summary>What patterns take that are as large as the limits allow.</summary>
public sealed class PatternMemoryTests
{
    private static readonly Dictionary<string, string> _patterns = Nasty();

    public static readonly TheoryData<string> Names = [.. _patterns.Keys];

    private const string Categories = "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Co";

    private static Dictionary<string, string> Nasty()
    {
        string[] ideographs = [.. Enumerable.Range(0, 900).Select(i => ((char)(0x4E00 + 3 * i)).ToString())];
        return new Dictionary<string, string>
        {
            { "a script", Repeat(@"\p{Greek}", 436) },
            { "letters", Repeat(@"\pL", 1_300) },
            { "letters that may be left out", Repeat(@"\pL?", 1_000) },
            { "letters and what follows", Repeat(@"\pL*\PL", 500) },
            { "no letters, folded", "(?i)" + Repeat(@"\PL", 1_300) },
            { "folded text", "(?i)" + Repeat("straßeKσ", 480) },
            { "folded text at the end of lines", "(?im)" + Repeat("[a-k]s$", 500) },
            { "folded choice", "(?i)" + string.Join('|', Enumerable.Range(0, 500).Select(i => $"k{i}s")) },
            { "all categories", string.Concat(Categories.Split(' ').Select(name => $@"\p{{{name}}}?")) },
            { "classes of all categories", Repeat("(?i)[" + string.Concat(Categories.Split(' ').Select(name => $@"\p{{{name}}}")) + "]", 15) },
            { "each class another", string.Concat(Enumerable.Range(0, 500).Select(i => $@"[{(char)(0x4E00 + i)}\pL]")) },
            { "each class another, negated and folded", "(?i)" + string.Concat(Enumerable.Range(0, 360).Select(i => $@"[^{(char)(0x2E00 + i)}\pN\pZ]")) },
            { "ideographs", string.Concat(ideographs) },
            { "ideographs that may be left out", string.Join('?', ideographs) + "?" },
            { "choice of ideographs", string.Join('|', ideographs) },
            { "ranges of ideographs", string.Concat(ideographs.Take(700).Select(text => $"[{text}-{(char)(text[0] + 1)}]")) },
            { "nested repetitions", @"(?:\pL{0,30}\p{Greek}?){30}" },
            { "wide repetition", @".*\pL{1000}" },
            { "folded repetition", @"(?i)(?:.*k){300}" },
            { "states that double", "(?:a|b)*a(?:a|b){400}" },
            { "boundaries", Repeat(@"\b\w*\B", 500) },
            { "lines", "(?m)" + Repeat("^.*$|", 700) },
        };
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Searches_take_little_memory(string name)
    {
        var pattern = _patterns[name];
        Assert.True(Re2Pattern.TryCompile(pattern, out var compiled, out var error), $"{name}: {error}");
        string[] texts =
        [
            "", "a", "alpha beta\ngamma", new string('a', 500), string.Concat(Enumerable.Range(0, 300).Select(i => (char)(0x370 + i))),
            string.Concat(Enumerable.Range(0, 500).Select(i => (char)(0x4E00 + 3 * i))), Repeat("ab\U0001F600k\n", 200), Repeat("abbab", 300),
        ];
        // what all patterns share, and the thread's room
        Re2Pattern.TryCompile(@"(?i)\pL(?:\pN|\p{Greek}|\PZ)", out var warm, out _);
        warm!.IsMatch("1");

        var before = GC.GetAllocatedBytesForCurrentThread();
        compiled.IsMatch("alphabet");
        var first = GC.GetAllocatedBytesForCurrentThread() - before;
        foreach (var text in texts) compiled.IsMatch(text);
        var all = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {pattern.Length} characters, {compiled.States} states, {first:N0} B first, {all:N0} B in all");
        Assert.InRange(first, 0, 1_500_000);
        Assert.InRange(all, 0, 3_000_000);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_more_states_are_kept_than_there_is_room_for(string name)
    {
        const int Room = 100_000;
        var (root, _, _) = Re2Parser.Parse(_patterns[name]);
        var automaton = new LazyAutomaton(root!, Room);
        var random = new Random(1);
        for (var i = 0; i < 30; i++)
        {
            automaton.Search(string.Concat(Enumerable.Range(0, 300).Select(_ => "ab\n k\u4e00\u0391\U0001F600"[random.Next(8)])), null, out _);
            // of some it keeps a few whatever they take
            Assert.True(automaton.StateBytes <= Room || automaton.StateCount <= 12, $"{automaton.StateCount} states of {automaton.StateBytes} bytes");
        }
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
