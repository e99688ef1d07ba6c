using Pdp.Language.Diagnostics;
using Pdp.Language.Text;

namespace Pdp.Language.Syntax;

/// <summary>Reads an expression's text.</summary>
public static class Parser
{
    /// <summary>Parses a text; every error is reported, never thrown.</summary>
    public static ParseResult Parse(string text, ParserOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= ParserOptions.Default;
        var diagnostics = new DiagnosticBag();
        if (text.Length > options.MaxLength)
        {
            diagnostics.Error(
                DiagnosticCodes.TooComplex, $"expected at most {options.MaxLength} characters, got {text.Length}",
                new TextSpan(options.MaxLength, 0));
        }
        else if (UnpairedSurrogate(text) is { } position)
        {
            diagnostics.Error(DiagnosticCodes.Syntax, "the text holds half a surrogate pair", new TextSpan(position, 1));
        }

        if (diagnostics.ErrorCount > 0) return new ParseResult(text, null, diagnostics.ToImmutable());

        var tokens = new Lexer(text, diagnostics).Run(options.MaxErrors);
        if (diagnostics.ErrorCount >= options.MaxErrors) return new ParseResult(text, null, diagnostics.ToImmutable());
        var root = new ExpressionParser(text, options, tokens, diagnostics).Run();
        return new ParseResult(text, diagnostics.ErrorCount > 0 ? null : root, diagnostics.ToImmutable());
    }

    private static int? UnpairedSurrogate(string text)
    {
        var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (i < 0) return null;
        for (; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return i;
            i++;
        }

        return null;
    }
}
