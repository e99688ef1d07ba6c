using Pdp.Conformance.Tests.Data;
using Xunit;

namespace Pdp.Conformance.Tests.Golden;

/// <summary>
/// Counts per module how many golden texts are met, and holds the counts against <c>ratchet.txt</c>: any other number is
/// a failure, a greater one too, so that what is won is written down. A text that cannot be met stands with its reason
/// in <c>differing.txt</c>, and one that stands there and is met is a failure.
/// </summary>
internal sealed class GoldenCounts(string kind)
{
    private readonly SortedDictionary<string, (int Met, int All)> _counts = new(StringComparer.Ordinal);
    private readonly ReasonedList _differing = ReasonedList.Load("differing.txt");
    private readonly List<string> _problems = [];

    public void Add(string module, ConformanceTest test, string golden, string actual)
    {
        var isMet = actual == golden;
        var (met, all) = _counts.GetValueOrDefault(module);
        _counts[module] = (met + (isMet ? 1 : 0), all + 1);
        var isListed = _differing.Uses(kind, test.ToString());
        if (!isMet && !isListed) _problems.Add($"{module}/{test}\n{test.Expr}\nwanted: {golden}\ngot: {actual}");
        if (isMet && isListed) _problems.Add($"{test} is met: take it out of Golden/differing.txt");
    }

    public void Verify()
    {
        var lines = _counts.Select(count => $"{kind} {count.Key} {count.Value.Met} of {count.Value.All}").ToList();
        foreach (var line in lines) TestContext.Current.TestOutputHelper!.WriteLine(line);
        _problems.AddRange(_differing.Unused(kind).Select(entry => $"`{entry}` in Golden/differing.txt names no test"));
        if (!lines.SequenceEqual(Ratchet(kind)))
            _problems.Insert(0, $"Golden/ratchet.txt says otherwise; now:\n{string.Join('\n', lines)}");
        Assert.True(_problems.Count == 0, string.Join("\n\n", _problems));
    }

    private static IEnumerable<string> Ratchet(string kind)
    {
        using var resource = typeof(GoldenCounts).Assembly.GetManifestResourceStream("ratchet.txt")!;
        using var reader = new StreamReader(resource);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.StartsWith(kind + " ", StringComparison.Ordinal))];
    }
}
