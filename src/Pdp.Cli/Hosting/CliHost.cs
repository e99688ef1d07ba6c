using System.Text;

namespace Pdp.Cli.Hosting;

/// <summary>What a command sees of the process around it, so that every command also runs without one.</summary>
internal sealed class CliHost
{
    private TextWriter? _out;
    private TextWriter? _error;

    /// <summary>Standard input.</summary>
    public required Stream Input { get; init; }

    /// <summary>Whether a person types the input.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Gives the next key that a person types, which is not shown; null where nobody can.</summary>
    public Func<ConsoleKeyInfo>? Keys { get; init; }

    /// <summary>Standard output.</summary>
    public required Stream Output { get; init; }

    /// <summary>Whether a person reads the output as it comes.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Standard error.</summary>
    public required Stream Error { get; init; }

    /// <summary>Whether a person reads the errors as they come.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal; 80 where there is none, so that output in a pipe is always the same.</summary>
    public Func<int> Width { get; init; } = static () => 80;

    /// <summary>Reads an environment variable; null when it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = static _ => null;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Standard output as text: UTF-8, line feeds, written when full or flushed.</summary>
    public TextWriter Out => _out ??= TextOver(Output, autoFlush: false);

    /// <summary>Standard error as text: UTF-8, line feeds, written at once.</summary>
    public TextWriter Err => _error ??= TextOver(Error, autoFlush: true);

    /// <summary>Writes what is still held back.</summary>
    public void Flush()
    {
        _out?.Flush();
        _error?.Flush();
    }

    private static StreamWriter TextOver(Stream stream, bool autoFlush) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            AutoFlush = autoFlush,
            NewLine = "\n",
        };
}
