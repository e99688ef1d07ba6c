using System.Text;
using System.Text.RegularExpressions;

namespace Pdp.Docs.Tests.Consoles;

/// <summary>
/// An output as a page shows it: <c>…</c> stands for any text within the line, a line of <c>…</c> alone for any number of
/// lines. White space at the ends of lines does not count.
/// </summary>
internal static class ExpectedOutput
{
    /// <summary>Whether an output is the one shown.</summary>
    public static bool Matches(string shown, string output)
    {
        var pattern = new StringBuilder("\\A");
        foreach (var line in Lines(shown))
        {
            pattern.Append(line == "…"
                ? "(?:[^\n]*\n)*?"
                : Regex.Escape(line).Replace("…", "[^\n]*", StringComparison.Ordinal) + "\n");
        }

        pattern.Append("\\z");
        var normal = string.Concat(Lines(output).Select(line => line + "\n"));
        return Regex.IsMatch(normal, pattern.ToString(), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
    }

    private static IEnumerable<string> Lines(string text) =>
        text.TrimEnd().Length == 0 ? [] : text.TrimEnd().Split('\n').Select(line => line.TrimEnd());
}
