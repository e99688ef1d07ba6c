using System.Text;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;
using Spectre.Console;

namespace Pdp.Cli.Evaluating;

/// <summary>
/// Reads lines from a terminal with the keys that shells have: arrows, Home, End, Tab, and Ctrl with A, E, B, F, K, U, W, L, C, D.
/// (No library for it goes with the version of Spectre.Console that everything else here uses.) A line wider than the terminal scrolls.
/// </summary>
/// <param name="host">The terminal.</param>
/// <param name="keys">Gives the next key.</param>
/// <param name="history">What was typed before, the latest last.</param>
/// <param name="names">What Tab completes.</param>
internal sealed class LineEditor(CliHost host, Func<ConsoleKeyInfo> keys, IReadOnlyList<string> history, ExpressionNames names)
{
    private const int MostNames = 60;
    private const int LongestLine = 64 * 1024;

    private readonly StringBuilder _text = new();
    private string _prompt = "";
    private string _unfinished = "";
    private int _cursor;
    private int _past;

    /// <summary>Reads a line.</summary>
    /// <param name="prompt">What stands before it.</param>
    /// <returns>Null at the end: Ctrl-D in an empty line.</returns>
    public string? Read(string prompt)
    {
        _prompt = prompt;
        _past = history.Count;
        Set("");
        while (true)
        {
            Draw();
            var key = keys();
            if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n') return Ended(_text.ToString());
            if (key is { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } && _text.Length == 0) return Ended(null);
            if (key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control })
            {
                Ended(null);
                Set("");
                continue;
            }

            if (key.Modifiers.HasFlag(ConsoleModifiers.Control)) Control(key.Key);
            else Plain(key);
        }
    }

    private string? Ended(string? line)
    {
        _cursor = _text.Length;
        Draw();
        host.Err.Write('\n');
        return line;
    }

    private void Control(ConsoleKey key)
    {
        switch (key)
        {
            case ConsoleKey.A:
                _cursor = 0;
                break;
            case ConsoleKey.E:
                _cursor = _text.Length;
                break;
            case ConsoleKey.B:
                _cursor = Before(_cursor);
                break;
            case ConsoleKey.F:
                _cursor = Behind(_cursor);
                break;
            case ConsoleKey.D:
                Remove(_cursor, Behind(_cursor));
                break;
            case ConsoleKey.H:
                Remove(Before(_cursor), _cursor);
                break;
            case ConsoleKey.K:
                Remove(_cursor, _text.Length);
                break;
            case ConsoleKey.U:
                Remove(0, _cursor);
                break;
            case ConsoleKey.W:
                Remove(StartOfWord(), _cursor);
                break;
            case ConsoleKey.P:
                Go(-1);
                break;
            case ConsoleKey.N:
                Go(1);
                break;
            case ConsoleKey.L:
                host.Err.Write("\u001b[H\u001b[2J");
                break;
        }
    }

    private void Plain(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                _cursor = Before(_cursor);
                break;
            case ConsoleKey.RightArrow:
                _cursor = Behind(_cursor);
                break;
            case ConsoleKey.Home:
                _cursor = 0;
                break;
            case ConsoleKey.End:
                _cursor = _text.Length;
                break;
            case ConsoleKey.Backspace:
                Remove(Before(_cursor), _cursor);
                break;
            case ConsoleKey.Delete:
                Remove(_cursor, Behind(_cursor));
                break;
            case ConsoleKey.UpArrow:
                Go(-1);
                break;
            case ConsoleKey.DownArrow:
                Go(1);
                break;
            case ConsoleKey.Tab:
                Complete();
                break;
            default:
                if (!char.IsControl(key.KeyChar)) Insert(key.KeyChar.ToString());
                break;
        }
    }

    private void Insert(string text)
    {
        if (_text.Length + text.Length > LongestLine) return;
        _text.Insert(_cursor, text);
        _cursor += text.Length;
    }

    private void Remove(int start, int end)
    {
        _text.Remove(start, end - start);
        _cursor = start;
    }

    private void Set(string text)
    {
        _text.Clear().Append(text);
        _cursor = text.Length;
    }

    private void Go(int steps)
    {
        if (_past + steps < 0 || _past + steps > history.Count) return;
        if (_past == history.Count) _unfinished = _text.ToString();
        _past += steps;
        Set(_past == history.Count ? _unfinished : history[_past]);
    }

    // what all names have in common is typed; what they are is shown when there is nothing to type
    private void Complete()
    {
        var (word, found) = names.Complete(_text.ToString(0, _cursor));
        if (found.Count == 0) return;
        var common = found[0].Length;
        foreach (var name in found) common = found[0].AsSpan(0, common).CommonPrefixLength(name);
        if (common > word.Length || found.Count == 1)
        {
            Insert(found[0][word.Length..common]);
            // nothing but a space can follow a command
            if (found.Count == 1 && word.StartsWith(':')) Insert(" ");
            return;
        }

        host.Err.Write('\n');
        foreach (var line in WordWrap.Lines(string.Join("  ", found.Take(MostNames)), host.Width() - 1)) host.Err.WriteLine(line);
        if (found.Count > MostNames) host.Err.WriteLine($"and {found.Count - MostNames} more");
    }

    private int StartOfWord()
    {
        var start = _cursor;
        while (start > 0 && _text[start - 1] == ' ') start--;
        while (start > 0 && _text[start - 1] != ' ') start--;
        return start;
    }

    private int Before(int place) => place == 0 ? 0 : place > 1 && char.IsLowSurrogate(_text[place - 1]) ? place - 2 : place - 1;

    private int Behind(int place) =>
        place == _text.Length ? place : place + 1 < _text.Length && char.IsHighSurrogate(_text[place]) ? place + 2 : place + 1;

    private void Draw()
    {
        var room = Math.Max(10, host.Width() - _prompt.Length - 1);
        var (first, before) = (_cursor, 0);
        while (first > 0 && before + Cells(Before(first), first) <= room)
        {
            before += Cells(Before(first), first);
            first = Before(first);
        }

        var (end, all) = (_cursor, before);
        while (end < _text.Length && all + Cells(end, Behind(end)) <= room)
        {
            all += Cells(end, Behind(end));
            end = Behind(end);
        }

        var column = _prompt.Length + before;
        var shown = Printable.OneLine(_text.ToString(first, end - first));
        host.Err.Write($"\r{_prompt}{shown}\u001b[K\r\u001b[{column}C");
    }

    private int Cells(int start, int end) => _text.ToString(start, end - start).GetCellWidth();
}
