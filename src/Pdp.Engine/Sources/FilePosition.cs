namespace Pdp.Engine.Sources;

/// <summary>A place in a file, for people.</summary>
/// <param name="Line">Line from 1 on.</param>
/// <param name="Column">Column from 1 on, in characters (code points).</param>
/// <param name="LineText">The text of that line, or the part of it around the place when it is long.</param>
/// <param name="CaretStart">Where in <paramref name="LineText"/> the place begins, in UTF-16 units.</param>
/// <param name="CaretLength">How many UTF-16 units it covers; at least one caret is shown.</param>
public sealed record FilePosition(int Line, int Column, string LineText, int CaretStart, int CaretLength);
