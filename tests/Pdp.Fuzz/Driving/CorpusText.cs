using System.Globalization;
using System.Text;

namespace Pdp.Fuzz.Driving;

/// <summary>
/// Inputs as lines of ASCII: whatever is not printable, and the backslash, as <c>\uXXXX</c>. So half surrogates and line ends
/// survive, and a difference can be read.
/// </summary>
internal static class CorpusText
{
    public static string Write(string input)
    {
        var line = new StringBuilder(input.Length);
        foreach (var c in input)
        {
            if (c is >= ' ' and <= '~' and not '\\') line.Append(c);
            else line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return line.ToString();
    }

    public static string Read(string line)
    {
        var input = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != '\\')
            {
                input.Append(line[i]);
                continue;
            }

            if (i + 5 >= line.Length || line[i + 1] != 'u' || !ushort.TryParse(line.AsSpan(i + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var unit))
                throw new FormatException($"expected `\\uXXXX` at {i} of `{line}`");
            input.Append((char)unit);
            i += 5;
        }

        return input.ToString();
    }

    /// <summary>The inputs that the project keeps for a target.</summary>
    public static IEnumerable<string> Kept(string target)
    {
        using var resource = typeof(CorpusText).Assembly.GetManifestResourceStream($"{target}.txt");
        if (resource is null) return [];
        using var reader = new StreamReader(resource);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];
    }
}
