using System.Collections.Immutable;

namespace Pdp.Conformance.Tests.Golden;

/// <summary>
/// Tests that differ from the golden data on purpose. The file has groups, each begun by a line <c># reason</c>, of
/// lines <c>kind test</c>; a test's new lines are written <c>\n</c>. Each entry must be used.
/// </summary>
internal sealed class ReasonedList
{
    private readonly HashSet<string> _entries;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    private ReasonedList(HashSet<string> entries) => _entries = entries;

    public static ReasonedList Load(string name)
    {
        using var resource = typeof(ReasonedList).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the list `{name}` is not embedded");
        using var reader = new StreamReader(resource);
        var entries = new HashSet<string>(StringComparer.Ordinal);
        var hasReason = false;
        foreach (var line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                hasReason = true;
                continue;
            }

            if (!hasReason) throw new InvalidOperationException($"`{line}` in `{name}` has no reason");
            if (!entries.Add(line)) throw new InvalidOperationException($"`{line}` stands twice in `{name}`");
        }

        return new ReasonedList(entries);
    }

    /// <summary>Whether a test is listed; it is used then.</summary>
    public bool Uses(string kind, string test)
    {
        var entry = $"{kind} {test.Replace("\n", "\\n", StringComparison.Ordinal)}";
        if (!_entries.Contains(entry)) return false;
        _used.Add(entry);
        return true;
    }

    /// <summary>The listed tests of a kind that were never asked for.</summary>
    public ImmutableArray<string> Unused(string kind) =>
        [.. _entries.Except(_used).Where(entry => entry.StartsWith(kind + " ", StringComparison.Ordinal))];
}
