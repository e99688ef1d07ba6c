using System.Globalization;
using System.Text;

namespace Pdp.Wire.Requests;

/// <summary>
/// The way from a request down to the value being read. It is kept as a stack of keys and positions and becomes text only
/// when there is something to tell.
/// </summary>
internal sealed class FieldPath
{
    private const int LongestKey = 64;
    private const int LongestText = 512;

    private readonly List<(string? Key, int Index)> _steps = [];

    public void Enter(string key) => _steps.Add((key, 0));

    public void Enter(int index) => _steps.Add((null, index));

    public void Leave() => _steps.RemoveAt(_steps.Count - 1);

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (key, index) in _steps)
        {
            if (text.Length > LongestText) return text.Append('…').ToString();
            if (key is null) text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            else if (IsPlain(key)) text.Append(text.Length == 0 ? "" : ".").Append(key);
            else AppendQuoted(text, key);
        }

        return text.ToString();
    }

    private static bool IsPlain(string key)
    {
        if (key.Length is 0 or > LongestKey) return false;
        foreach (var c in key)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')) return false;
        }

        return true;
    }

    // What a caller sends comes back in headers and goes into logs: nothing but letters, digits and harmless marks is
    // written as it stands.
    private static void AppendQuoted(StringBuilder text, string key)
    {
        text.Append("[\"");
        var written = 0;
        foreach (var rune in key.EnumerateRunes())
        {
            if (++written > LongestKey)
            {
                text.Append('…');
                break;
            }

            if (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '_' or '-' or '.' or ':' or '/' or '@') text.Append(rune);
            else text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }

        text.Append("\"]");
    }
}
