using System.Globalization;
using System.Text;

namespace Pdp.Authoring.Formatting;

/// <summary>Texts as JSON strings (RFC 8259, section 7) with no more escapes than there must be.</summary>
internal static class JsonQuote
{
    /// <summary>The text in quotes.</summary>
    public static string Of(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            switch (c)
            {
                case '"': quoted.Append("\\\""); break;
                case '\\': quoted.Append("\\\\"); break;
                case '\n': quoted.Append("\\n"); break;
                case '\r': quoted.Append("\\r"); break;
                case '\t': quoted.Append("\\t"); break;
                // what nobody sees, and what turns the direction of a line, is to be seen in a review
                case < ' ' or '\u061c' or (>= '\u007f' and <= '\u009f') or (>= '\u200b' and <= '\u200f')
                    or (>= '\u2028' and <= '\u202e') or (>= '\u2060' and <= '\u206f') or '\ufeff' or (>= '\ufff0' and <= '\uffff'): quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
                default: quoted.Append(c); break;
            }
        }

        return quoted.Append('"').ToString();
    }
}
