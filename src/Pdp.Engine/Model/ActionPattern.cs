using Pdp.Language.Guards;

namespace Pdp.Engine.Model;

/// <summary>The <c>actions</c> of a rule: names, or prefixes where an entry ends in <c>*</c>; compared ordinally.</summary>
internal sealed class ActionPattern
{
    private readonly string[] _names;
    private readonly string[] _prefixes;

    public ActionPattern(IEnumerable<string> entries)
    {
        var all = entries.ToList();
        _names = [.. all.Where(entry => !entry.EndsWith('*')).Distinct(StringComparer.Ordinal)];
        _prefixes = [.. all.Where(entry => entry.EndsWith('*')).Select(entry => entry[..^1]).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Holds where they match, and nowhere else.</summary>
    public Guard Guard { get; set; } = Guard.Always;

    public IReadOnlyList<string> Names => _names;

    /// <summary>The entries that end in <c>*</c>, without it.</summary>
    public IReadOnlyList<string> Prefixes => _prefixes;

    public bool Matches(string action)
    {
        foreach (var name in _names)
        {
            if (string.Equals(name, action, StringComparison.Ordinal)) return true;
        }

        foreach (var prefix in _prefixes)
        {
            if (action.StartsWith(prefix, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
