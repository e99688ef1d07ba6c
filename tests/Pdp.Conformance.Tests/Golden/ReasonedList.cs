using System.Collections.Immutable;

namespace Pdp.Conformance.Tests.Golden;

/// <summary>
/// Tests that differ from the golden data on purpose. The file has groups, each begun by a line <c># reason</c>, of
/// lines <c>kind test</c>; a test's new lines are written <c>\n</c>. Each entry must be used, and once only.
/// </summary>
internal sealed class ReasonedList
{
    private readonly Dictionary<string, HashSet<string>> _open;

    private ReasonedList(Dictionary<string, HashSet<string>> entries) => _open = entries;

    public static ReasonedList Load(string name)
    {
        using var resource = typeof(ReasonedList).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the list `{name}` is not embedded");
        using var reader = new StreamReader(resource);
        var entries = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var hasReason = false;
        foreach (var line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                hasReason = true;
                continue;
            }

            if (!hasReason) throw new InvalidOperationException($"`{line}` in `{name}` has no reason");
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var (kind, test) = (line[..space], line[(space + 1)..].Replace("\\n", "\n", StringComparison.Ordinal));
            if (!entries.TryGetValue(kind, out var tests))
                entries[kind] = tests = new HashSet<string>(StringComparer.Ordinal);
            if (!tests.Add(test)) throw new InvalidOperationException($"`{line}` stands twice in `{name}`");
        }

        return new ReasonedList(entries);
    }

    /// <summary>Whether a test is listed; it is used then.</summary>
    public bool Take(string kind, string test) => _open.GetValueOrDefault(kind)?.Remove(test) ?? false;

    /// <summary>The listed tests that were never asked for.</summary>
    public ImmutableArray<string> Untaken(string kind) => [.. _open.GetValueOrDefault(kind) ?? []];
}
