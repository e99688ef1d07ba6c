using System.Globalization;
using System.Text;
using Pdp.Bundles.Text;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Language.Text;

namespace Pdp.Bundles;

/// <summary>Diagnostics as text for people.</summary>
public static class DiagnosticText
{
    private const int MaxPointer = 160;

    /// <summary>Where a finding is: in the expression when it is about one, else in the file; null when that is not known.</summary>
    public static FilePosition? PlaceOf(SourceDiagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        return diagnostic switch
        {
            { Text: { } expression, Span: { } span } => Within(expression, span),
            { Position: { } position } => position,
            _ => null,
        };
    }

    /// <summary>
    /// The diagnostic with file, JSON pointer, line and column, message, excerpt with a caret (aware of wide characters)
    /// and help; several lines without a final newline, without colours. Line and column are those within the expression
    /// when the finding is about one, else those within the file.
    /// </summary>
    public static string Format(SourceDiagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        var text = new StringBuilder();
        var place = PlaceOf(diagnostic);
        text.Append(Words.Plain(diagnostic.Location.File));
        if (diagnostic.Location.Pointer.Length > 0) text.Append(": ").Append(Words.Plain(Cut(diagnostic.Location.Pointer)));
        if (place is not null) text.Append(CultureInfo.InvariantCulture, $":{place.Line}:{place.Column}");
        text.Append(diagnostic.Severity == Severity.Error ? ": error " : ": warning ");
        text.Append(diagnostic.Code).Append(": ").Append(diagnostic.Message);
        var margin = "";
        if (place is not null)
        {
            var number = place.Line.ToString(CultureInfo.InvariantCulture);
            margin = new string(' ', number.Length - 1);
            var excerpt = Excerpt.Of(place.LineText, place.CaretStart, place.CaretLength);
            text.Append('\n').Append(margin).Append("  |");
            text.Append('\n').Append(number).Append(" | ").Append(excerpt.Line);
            text.Append('\n').Append(margin).Append("  | ").Append(excerpt.Carets);
        }

        if (diagnostic.Help is { } help) text.Append('\n').Append(margin).Append("  = help: ").Append(help);
        return text.ToString();
    }

    // a pointer into deep nesting, or to a name without end, says no more by being whole
    private static string Cut(string pointer) => pointer.Length <= MaxPointer ? pointer
        : $"{pointer.AsSpan(0, char.IsHighSurrogate(pointer[MaxPointer - 1]) ? MaxPointer - 1 : MaxPointer)}…";

    private static FilePosition Within(string expression, TextSpan span)
    {
        var offset = Math.Clamp(span.Start, 0, expression.Length);
        var start = offset == 0 ? 0 : expression.LastIndexOf('\n', offset - 1) + 1;
        var end = expression.IndexOf('\n', offset);
        if (end < 0) end = expression.Length;
        var line = 1 + expression.AsSpan(0, start).Count('\n');
        var column = 1;
        foreach (var _ in expression.AsSpan(start, offset - start).EnumerateRunes()) column++;
        return new FilePosition(
            line, column, expression[start..end].TrimEnd('\r'), offset - start, Math.Clamp(span.Length, 0, end - offset));
    }
}
