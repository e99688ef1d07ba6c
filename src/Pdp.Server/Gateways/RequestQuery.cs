using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Pdp.Server.Gateways;

/// <summary>
/// Parameters of a query. What applications read in more ways than one is refused: a parameter that comes twice, or in another case, or
/// that a semicolon sets apart.
/// </summary>
internal static class RequestQuery
{
    /// <summary>Reads a parameter.</summary>
    /// <param name="query">The query.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="fault">What is wrong; null: nothing.</param>
    /// <returns>The value; null: there is none.</returns>
    public static string? Parameter(string query, string name, out string? fault)
    {
        string? found = null;
        fault = null;
        foreach (var pair in query.Split('&'))
        {
            var parts = pair.Split(';');
            foreach (var part in parts)
            {
                var equals = part.IndexOf('=', StringComparison.Ordinal);
                if (Unescape(equals < 0 ? part : part[..equals]) is not { } key) fault ??= "the query is damaged";
                else if (!string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) continue;
                else if (!string.Equals(key, name, StringComparison.Ordinal)) fault ??= $"the query's `{name}` comes in another case";
                else if (parts.Length > 1) fault ??= $"the query's `{name}` stands beside a `;`";
                else if (found is not null) fault ??= $"the query's `{name}` comes more than once";
                else if ((found = Unescape(equals < 0 ? "" : part[(equals + 1)..])) is null) fault ??= "the query is damaged";
            }
        }

        return fault is null ? found : null;
    }

    private static string? Unescape(string text)
    {
        var octets = new byte[text.Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octets[count++])) return null;
                i += 2;
            }
            else
            {
                octets[count++] = text[i] == '+' ? (byte)' ' : (byte)text[i];
            }
        }

        return Utf8.IsValid(octets.AsSpan(0, count)) ? Encoding.UTF8.GetString(octets, 0, count) : null;
    }
}
