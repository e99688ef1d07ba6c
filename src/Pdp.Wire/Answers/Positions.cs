using System.Text;
using Pdp.Contracts.V1;
using Pdp.Language.Text;

namespace Pdp.Wire.Answers;

/// <summary>Places in expressions as messages.</summary>
internal static class Positions
{
    /// <summary>The place, with line and column when the text is known.</summary>
    public static ExpressionPosition ToMessage(TextSpan span, string? text)
    {
        var message = new ExpressionPosition { Start = span.Start, Length = span.Length };
        if (text is null || span.Start > text.Length) return message;
        var before = text.AsSpan(0, span.Start);
        message.Line = before.Count('\n') + 1;
        var column = 1;
        foreach (var _ in before[(before.LastIndexOf('\n') + 1)..].EnumerateRunes()) column++;
        message.Column = column;
        return message;
    }
}
