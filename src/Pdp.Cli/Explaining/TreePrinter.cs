using Pdp.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Pdp.Cli.Explaining;

/// <summary>
/// Draws trees. Labels wrap behind their guides; deep nodes keep a readable width, so that a line may leave the screen but
/// text is never lost.
/// </summary>
internal sealed class TreePrinter(IAnsiConsole console)
{
    private const int LeastWidth = 20;

    private readonly Guides _guides = console.Profile.Capabilities.Unicode ? Guides.Lines : Guides.Ascii;
    private readonly RenderOptions _options = RenderOptions.Create(console);

    /// <summary>Draws a tree with its root at the left edge.</summary>
    public void Write(TreeNode root) => Write(root, "", "");

    private void Write(TreeNode node, string first, string rest)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var below = node.Children.Count > 0 ? _guides.Below : _guides.Nothing;
        var width = Math.Max(LeastWidth, console.Profile.Width - rest.Length);
        var prefix = first;
        foreach (var line in Wrap(node.Label, width))
        {
            console.Line([(prefix, Palette.Quiet), .. line]);

            // Continued lines stand a little further in, so that a new node is told from a long one.
            prefix = rest + (node.Children.Count > 0 ? _guides.BelowWrapped : _guides.NothingWrapped);
        }

        foreach (var line in node.Below?.Invoke(width - below.Length) ?? []) console.Line([(rest + below, Palette.Quiet), .. line]);
        for (var i = 0; i < node.Children.Count; i++)
        {
            var last = i + 1 == node.Children.Count;
            Write(node.Children[i], rest + (last ? _guides.Last : _guides.Next), rest + (last ? _guides.Nothing : _guides.Below));
        }
    }

    private IEnumerable<(string, Style)[]> Wrap((string Text, Style Style)[] label, int width)
    {
        var paragraph = new Paragraph();
        foreach (var (text, style) in label) paragraph.Append(text, style);
        var rendered = ((IRenderable)paragraph).Render(_options, width - _guides.NothingWrapped.Length);
        foreach (var line in Segment.SplitLines(rendered))
        {
            yield return [.. TrimEnd(line).Select(static s => (s.Text, s.Style))];
        }
    }

    private static IEnumerable<Segment> TrimEnd(List<Segment> line)
    {
        var count = line.Count;
        while (count > 0 && line[count - 1].IsWhiteSpace) count--;
        return line.Take(count);
    }

    private sealed record Guides(
        string Next, string Last, string Below, string Nothing, string BelowWrapped, string NothingWrapped)
    {
        public static Guides Lines { get; } = new("├─ ", "└─ ", "│  ", "   ", "│    ", "     ");

        public static Guides Ascii { get; } = new("|- ", "`- ", "|  ", "   ", "|    ", "     ");
    }
}
