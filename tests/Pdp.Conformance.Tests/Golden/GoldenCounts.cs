using System.Globalization;
using Pdp.Conformance.Tests.Data;
using Xunit;

namespace Pdp.Conformance.Tests.Golden;

/// <summary>
/// Counts per module how many golden texts are met, and holds the counts against <c>ratchet.txt</c>: fewer is a failure
/// that shows every difference outside protobuf messages. Whoever meets more raises the file.
/// </summary>
internal sealed class GoldenCounts
{
    private readonly SortedDictionary<string, (int Met, int All)> _counts = new(StringComparer.Ordinal);
    private readonly List<string> _unmet = [];

    public void Add(string module, bool isMet, ConformanceTest test, string golden, string actual)
    {
        var (met, all) = _counts.GetValueOrDefault(module);
        _counts[module] = (met + (isMet ? 1 : 0), all + 1);
        if (!isMet && test.IsMessageFree) _unmet.Add($"{module}/{test}\n{test.Expr}\nwanted: {golden}\ngot: {actual}");
    }

    public void Verify(string kind)
    {
        var ratchet = Ratchet(kind);
        var isLess = _counts.Any(count => count.Value.Met < ratchet.GetValueOrDefault(count.Key, count.Value.All));
        if (!isLess) return;
        var now = _counts.Select(count => $"{kind} {count.Key} {count.Value.Met} of {count.Value.All}");
        Assert.Fail($"less than in ratchet.txt; now:\n{string.Join('\n', now)}\n{string.Join("\n\n", _unmet)}");
    }

    private static Dictionary<string, int> Ratchet(string kind)
    {
        using var resource = typeof(GoldenCounts).Assembly.GetManifestResourceStream("ratchet.txt")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Where(words => words[0] == kind)
            .ToDictionary(words => words[1], words => int.Parse(words[2], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }
}
