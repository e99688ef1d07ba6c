using System.Text;

namespace Pdp.Server.ForwardedCertificates;

/// <summary>
/// Reads the header <c>X-Forwarded-Client-Cert</c> as Envoy writes it. Whatever else stands there may be a client's own text that a proxy has
/// not escaped: nothing is passed over, and the whole header is refused.
/// </summary>
/// <param name="text">The header.</param>
internal ref struct XfccReader(ReadOnlySpan<char> text)
{
    /// <summary>The longest header, in characters.</summary>
    public const int Longest = 16 * 1024;

    /// <summary>The most elements.</summary>
    public const int Most = 8;

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <summary>Reads a header.</summary>
    /// <param name="header">Its value.</param>
    /// <param name="fault">What is wrong with it; null: nothing.</param>
    /// <returns>Its elements, the nearest proxy's last; empty when anything is wrong.</returns>
    public static IReadOnlyList<XfccElement> Read(string header, out string? fault)
    {
        fault = header.Length > Longest ? $"it is longer than {Longest} characters"
            : header.AsSpan().ContainsAnyExceptInRange(' ', '~') ? "it has characters that are no printable ASCII"
            : null;
        if (fault is not null) return [];
        var elements = new XfccReader(header).Elements(out fault);
        return fault is null ? elements : [];
    }

    private List<XfccElement> Elements(out string? fault)
    {
        var elements = new List<XfccElement>();
        do
        {
            if (elements.Count > 0) SkipSpaces();
            var element = new XfccElement();
            elements.Add(element);
            do
            {
                fault = Pair(element);
                if (fault is not null) return elements;
            }
            while (Take(';'));
        }
        while (elements.Count < Most && Take(','));
        fault = _at < _text.Length ? $"it has more than {Most} elements" : null;
        return elements;
    }

    private string? Pair(XfccElement element)
    {
        var equals = _text[_at..].IndexOfAny("=,;\"");
        if (equals <= 0 || _text[_at + equals] != '=') return "a key with its `=` is missing";
        var key = _text.Slice(_at, equals);
        _at += equals + 1;
        if (key.Equals("By", StringComparison.OrdinalIgnoreCase)) return Value(takesEquals: true, out var by) ?? Add(element.By, by);
        if (key.Equals("URI", StringComparison.OrdinalIgnoreCase)) return Value(takesEquals: true, out var uri) ?? Add(element.Uris, uri);
        if (key.Equals("DNS", StringComparison.OrdinalIgnoreCase)) return Value(takesEquals: false, out var dns) ?? Add(element.Dns, dns);
        if (key.Equals("Hash", StringComparison.OrdinalIgnoreCase))
        {
            if (element.Hash is not null) return Twice("Hash");
            var fault = Value(takesEquals: false, out var hash);
            element.Hash = hash;
            return fault;
        }

        if (key.Equals("Cert", StringComparison.OrdinalIgnoreCase))
        {
            if (element.Certificate is not null) return Twice("Cert");
            var fault = Value(takesEquals: false, out var certificate);
            element.Certificate = certificate;
            return fault;
        }

        if (key.Equals("Chain", StringComparison.OrdinalIgnoreCase))
        {
            if (element.Chain is not null) return Twice("Chain");
            var fault = Value(takesEquals: false, out var chain);
            element.Chain = chain;
            return fault;
        }

        if (key.Equals("Subject", StringComparison.OrdinalIgnoreCase))
        {
            if (element.Subject is not null) return Twice("Subject");
            var fault = Value(takesEquals: false, out var subject);
            element.Subject = subject;
            return fault;
        }

        return "it has a key that is not known";
    }

    private string? Value(bool takesEquals, out string value)
    {
        value = "";
        if (_at < _text.Length && _text[_at] == '"') return Quoted(out value);
        var length = _text[_at..].IndexOfAny(",;\"");
        if (length < 0) length = _text.Length - _at;
        var raw = _text.Slice(_at, length);
        _at += length;
        if (_at < _text.Length && _text[_at] == '"') return "a quote stands within a value";

        // of these Envoy quotes nothing
        if (!takesEquals && raw.Contains('=')) return "a value has a `=`, and is not quoted";
        value = raw.ToString();
        return null;
    }

    private string? Quoted(out string value)
    {
        var read = new StringBuilder();
        value = "";
        for (_at++; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == '"')
            {
                _at++;
                if (_at < _text.Length && _text[_at] is not (',' or ';')) return "something stands behind a quote that ends";
                value = read.ToString();
                return null;
            }

            // nothing but a quote is escaped
            if (c == '\\' && _at + 1 < _text.Length && _text[_at + 1] == '"') c = _text[++_at];
            read.Append(c);
        }

        return "a quote does not end";
    }

    private static string Twice(string key) => $"an element has `{key}` twice";

    private static string? Add(List<string> values, string value)
    {
        values.Add(value);
        return null;
    }

    private bool Take(char c)
    {
        if (_at >= _text.Length || _text[_at] != c) return false;
        _at++;
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] == ' ') _at++;
    }
}
