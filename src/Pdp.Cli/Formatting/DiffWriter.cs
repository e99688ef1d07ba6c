using System.Text;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;
using Spectre.Console;

namespace Pdp.Cli.Formatting;

/// <summary>
/// Writes what would change as unified differences. In a pipe or file they are as they are, so that <c>patch</c> can take them; where somebody
/// looks at them, or in colours, nothing of them is obeyed by a terminal.
/// </summary>
/// <param name="host">Where to.</param>
/// <param name="colour">Whether in colours.</param>
internal sealed class DiffWriter(CliHost host, ColourMode colour)
{
    private const string TornMark = @"\ No newline at end of file";

    private readonly IAnsiConsole? _console =
        host.OutputIsTerminal || Colours.Wanted(host, colour, host.OutputIsTerminal) ? Consoles.Output(host, colour) : null;

    /// <summary>Writes the difference of a file.</summary>
    public void Write(string path, byte[] before, byte[] after)
    {
        var name = DiffName.Of(path);
        Line($"--- {name}", Palette.Strong);
        Line($"+++ {name}", Palette.Strong);
        foreach (var hunk in LineDiff.Of(Encoding.UTF8.GetString(before), Encoding.UTF8.GetString(after)))
        {
            Line(hunk.Header, Palette.Help);
            foreach (var line in hunk.Lines)
            {
                var style = line.Mark switch { '-' => Palette.Bad, '+' => Palette.Good, _ => Palette.Plain };
                Line($"{line.Mark}{line.Text}", style);
                if (line.IsTorn) Line(TornMark, Palette.Quiet);
            }
        }
    }

    private void Line(string text, Style style)
    {
        if (_console is not null) _console.Line((Printable.Lines(text), style));
        else host.Out.Write($"{text}\n");
    }
}
