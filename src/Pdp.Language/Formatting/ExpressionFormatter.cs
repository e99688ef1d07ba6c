using System.Text;
using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;

namespace Pdp.Language.Formatting;

/// <summary>
/// Writes an expression's text as the house does: one blank around operators, none within brackets, single quotes where they
/// need no escape, two blanks of indentation for each line that leaves a bracket open. Lines are broken where the author breaks
/// them; comments and parentheses stay. Nothing but blanks and quotes changes, so the tokens, and with them the tree, are the same.
/// </summary>
public static class ExpressionFormatter
{
    /// <summary>The text as the house writes it, its lines parted by line feeds; null when it does not parse.</summary>
    /// <param name="text">The author's text.</param>
    public static string? Format(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Parser.Parse(text).Root is not { } root) return null;
        var tokens = new Lexer(text, new DiagnosticBag()).Run(ParserOptions.Default.MaxErrors);
        var formatted = new Layout(text, tokens).Run();

        // INVARIANT: what is written has the tree of what was read; a text for which that should ever fail is left alone
        return Parser.Parse(formatted).Root is { } again && string.Equals(Unparser.Format(root), Unparser.Format(again), StringComparison.Ordinal)
            ? formatted
            : null;
    }

    /// <summary>Puts tokens and comments into lines.</summary>
    private sealed class Layout(string text, List<Token> tokens)
    {
        private readonly StringBuilder _out = new();
        private readonly TokenSpacing _spacing = new();
        private readonly Stack<int> _openers = new();
        private int _level;
        private bool _isAtLineStart = true;
        private int _newlines;

        public string Run()
        {
            var position = 0;
            foreach (var token in tokens)
            {
                Gap(position, token.Start);
                if (token.Kind == TokenKind.End) break;
                Write(token);
                position = token.End;
            }

            return _out.ToString();
        }

        // blanks, line ends and comments between two tokens
        private void Gap(int start, int end)
        {
            var i = start;
            while (i < end)
            {
                if (text[i] == '/')
                {
                    var stop = text.AsSpan(i, end - i).IndexOfAny('\n', '\r');
                    stop = stop < 0 ? end : i + stop;
                    Comment(text.AsSpan(i, stop - i).TrimEnd());
                    i = stop;
                    continue;
                }

                if (text[i] == '\r' && i + 1 < end && text[i + 1] == '\n') i++;
                if (text[i] is '\n' or '\r') _newlines++;
                i++;
            }
        }

        private void Comment(ReadOnlySpan<char> comment)
        {
            BreakLines();
            if (_isAtLineStart) Indent(_openers.Count == 0 ? 0 : _openers.Peek() + 1);
            else _out.Append(' ');
            _out.Append(comment);
            _isAtLineStart = false;
        }

        private void Write(Token token)
        {
            BreakLines();
            var isCloser = token.Kind is TokenKind.RightParen or TokenKind.RightBracket or TokenKind.RightBrace;
            var opened = isCloser && _openers.Count > 0 ? _openers.Pop() : (int?)null;
            var wantsBlank = _spacing.Next(token.Kind);
            if (_isAtLineStart) Indent(opened ?? (_openers.Count == 0 ? 0 : _openers.Peek() + 1));
            else if (wantsBlank) _out.Append(' ');
            _isAtLineStart = false;
            if (token.Kind is TokenKind.LeftParen or TokenKind.LeftBracket or TokenKind.LeftBrace) _openers.Push(_level);
            var written = text.AsSpan(token.Start, token.Length);
            if (token.Kind is TokenKind.String or TokenKind.Bytes) _out.Append(QuoteStyle.Of(written));
            else _out.Append(written);
        }

        private void BreakLines()
        {
            if (_newlines > 0 && _out.Length > 0)
            {
                _out.Append('\n');
                if (_newlines > 1) _out.Append('\n');
                _isAtLineStart = true;
            }

            _newlines = 0;
        }

        private void Indent(int level)
        {
            _level = level;
            _out.Append(' ', level * 2);
        }
    }
}
