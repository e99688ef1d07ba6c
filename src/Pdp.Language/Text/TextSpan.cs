namespace Pdp.Language.Text;

/// <summary>A stretch of an expression's text, in UTF-16 units from the start of the text.</summary>
/// <param name="Start">Index of the first unit.</param>
/// <param name="Length">Number of units; zero marks a position between two units.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>Index of the unit behind the last one.</summary>
    public int End => Start + Length;

    /// <summary>The span between two positions.</summary>
    public static TextSpan FromBounds(int start, int end) => new(start, end - start);

    /// <summary>The shortest span that covers both.</summary>
    public static TextSpan Covering(TextSpan first, TextSpan second)
    {
        var start = Math.Min(first.Start, second.Start);
        return new TextSpan(start, Math.Max(first.End, second.End) - start);
    }
}
