using Spectre.Console;
using Spectre.Console.Rendering;

namespace Pdp.Cli.Output;

/// <summary>Styled text as it is: not wrapped, so that carets stay below what they point at.</summary>
/// <param name="segments">The pieces; line breaks stand in them.</param>
internal sealed class StyledText(IEnumerable<(string Text, Style Style)> segments) : IRenderable
{
    public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var (text, style) in segments)
        {
            var start = 0;
            while (start < text.Length)
            {
                var end = text.IndexOf('\n', start);
                if (end < 0) end = text.Length;
                if (end > start) yield return new Segment(text[start..end], style);
                if (end < text.Length) yield return Segment.LineBreak;
                start = end + 1;
            }
        }
    }
}

/// <summary>Writes styled text.</summary>
internal static class StyledTextExtensions
{
    /// <summary>Writes pieces of text one after another, then a line feed.</summary>
    public static void Line(this IAnsiConsole console, params (string Text, Style Style)[] pieces) =>
        console.Write(new StyledText(pieces.Append(("\n", Palette.Plain))));

    /// <summary>Writes a plain line.</summary>
    public static void Line(this IAnsiConsole console, string text) => console.Line((text, Palette.Plain));
}
