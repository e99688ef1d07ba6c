using System.Text.RegularExpressions;
using BenchmarkDotNet.Attributes;
using Pdp.Language.Regex;

namespace Pdp.Benchmarks.Language;

/// <summary>Time and memory of a warm search, beside .NET's linear engine with a pattern of the same meaning on these texts.</summary>
[MemoryDiagnoser]
public class PatternBenchmarks
{
    private static readonly Dictionary<string, (string Ours, string Theirs, string Text)> _cases = new(StringComparer.Ordinal)
    {
        ["address"] = ("^[a-z0-9-]+@example\\.com$", "\\A[a-z0-9-]+@example\\.com\\z", "alice-liddell-42@example.com"),
        ["address refused"] = ("^[a-z0-9-]+@example\\.com$", "\\A[a-z0-9-]+@example\\.com\\z", "alice.liddell@example.org"),
        ["prefix and digits"] = ("^/api/v[0-9]+/orders/", "\\A/api/v[0-9]+/orders/", "/api/v2/orders/4711/lines"),
        ["alternation"] = ("^(?:GET|HEAD|OPTIONS)$", "\\A(?:GET|HEAD|OPTIONS)\\z", "OPTIONS"),
        ["word inside"] = ("(?:secret|confidential)", "(?:secret|confidential)", "the quarterly report of the finance department, confidential until May"),
        ["folded"] = ("(?i)admin", "(?i)admin", "the group of SuperAdmins"),
        ["boundary"] = ("\\badmin\\b", "\\badmin\\b", "groups: editor, admin, reader"),
        ["letters"] = ("^\\pL+$", "\\A\\p{L}+\\z", "Dvořákova-žluťoučký"),
        ["long, absent"] = ("err[0-9]+x", "err[0-9]+x", string.Concat(Enumerable.Repeat("a line of a log without anything. ", 300))),
        ["long, many begin"] = ("[a-z]+[0-9]z", "[a-z]+[0-9]z", string.Concat(Enumerable.Repeat("a line of a log without anything. ", 300))),
    };

    private Re2Pattern _ours = null!;
    private Regex _theirs = null!;
    private string _text = "";

    /// <summary>The patterns.</summary>
    public static IEnumerable<string> Names => _cases.Keys;

    /// <summary>Which pattern.</summary>
    [ParamsSource(nameof(Names))]
    public string Pattern { get; set; } = "";

    /// <summary>Makes both.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var (ours, theirs, text) = _cases[Pattern];
        if (!Re2Pattern.TryCompile(ours, out var compiled, out var error)) throw new InvalidOperationException(error);
        (_ours, _text) = (compiled, text);
        _theirs = new Regex(theirs, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        if (_ours.IsMatch(text) != _theirs.IsMatch(text)) throw new InvalidOperationException($"`{ours}` differs");
    }

    /// <summary>Ours.</summary>
    [Benchmark(Baseline = true)]
    public bool Search() => _ours.IsMatch(_text);

    /// <summary>.NET's.</summary>
    [Benchmark]
    public bool Other() => _theirs.IsMatch(_text);
}
