using Spectre.Console;

namespace Pdp.Cli.Output;

/// <summary>
/// What each kind of text looks like. Only the eight colours that every terminal's theme makes readable (Maroon and Olive are
/// the library's names for its red and yellow), and nothing is told by colour alone.
/// </summary>
internal static class Palette
{
    public static Style Plain { get; } = Style.Plain;

    public static Style Strong { get; } = new(decoration: Decoration.Bold);

    public static Style Quiet { get; } = new(decoration: Decoration.Dim);

    public static Style Good { get; } = new(Color.Green);

    public static Style Bad { get; } = new(Color.Maroon);

    public static Style Warning { get; } = new(Color.Olive);

    public static Style Help { get; } = new(Color.Teal);

    public static Style Code { get; } = new(Color.Teal);
}
