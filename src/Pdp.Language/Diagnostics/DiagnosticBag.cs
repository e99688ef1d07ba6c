using System.Collections.Immutable;
using Pdp.Language.Text;

namespace Pdp.Language.Diagnostics;

/// <summary>Collects findings and hands them out by position.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _items = [];

    public int ErrorCount { get; private set; }

    public int Count => _items.Count;

    public void Error(string code, string message, TextSpan span, Advice? help = null) =>
        Add(new Diagnostic(code, Severity.Error, message, span, help?.Text) { Rewriting = help?.Rewriting });

    public void Warning(string code, string message, TextSpan span, Advice? help = null) =>
        Add(new Diagnostic(code, Severity.Warning, message, span, help?.Text) { Rewriting = help?.Rewriting });

    /// <summary>Adds a finding; it is returned as it was kept.</summary>
    public Diagnostic Add(Diagnostic diagnostic)
    {
        if (diagnostic.Severity == Severity.Error) ErrorCount++;
        var kept = diagnostic with { Message = Plain(diagnostic.Message), Help = diagnostic.Help is { } help ? Plain(help) : null };
        _items.Add(kept);
        return kept;
    }

    /// <summary>Forgets findings among those added between two counts.</summary>
    public void Retract(int from, int to, Predicate<Diagnostic> isRetracted)
    {
        for (var i = to - 1; i >= from; i--)
        {
            if (!isRetracted(_items[i])) continue;
            if (_items[i].Severity == Severity.Error) ErrorCount--;
            _items.RemoveAt(i);
        }
    }

    /// <summary>All findings, by position; those at one position in the order of their finding.</summary>
    public ImmutableArray<Diagnostic> ToImmutable() =>
        _items.Count == 0 ? [] : [.. _items.OrderBy(item => item.Span.Start).ThenBy(item => item.Span.Length)];

    /// <summary>The author's words may hold control characters, with which a text could rule the terminal that shows it.</summary>
    private static string Plain(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c)) return string.Create(text.Length, text, Replace);
        }

        return text;

        static void Replace(Span<char> plain, string text)
        {
            for (var i = 0; i < plain.Length; i++) plain[i] = char.IsControl(text[i]) ? '\ufffd' : text[i];
        }
    }
}
