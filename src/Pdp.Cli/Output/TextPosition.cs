namespace Pdp.Cli.Output;

/// <summary>Places in an expression's text as people count them.</summary>
internal static class TextPosition
{
    /// <summary>Line and column of an index, both from 1; columns count code points.</summary>
    public static (int Line, int Column) Of(string text, int index)
    {
        index = Math.Clamp(index, 0, text.Length);
        var before = text.AsSpan(0, index);
        var line = before.Count('\n') + 1;
        var column = 1;
        foreach (var _ in before[(before.LastIndexOf('\n') + 1)..].EnumerateRunes()) column++;
        return (line, column);
    }
}
