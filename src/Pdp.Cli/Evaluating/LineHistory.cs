using Pdp.Cli.Hosting;

namespace Pdp.Cli.Evaluating;

/// <summary>What was typed before, also in earlier sessions. Requests may be personal: the file is for its owner alone.</summary>
internal sealed class LineHistory
{
    /// <summary>Most lines that are kept.</summary>
    public const int MostLines = 1_000;

    private readonly string? _path;
    private readonly List<string> _lines = [];

    private LineHistory(string? path)
    {
        _path = path;
        if (path is null || !File.Exists(path)) return;
        try
        {
            _lines.AddRange(File.ReadLines(path).TakeLast(MostLines));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problem = exception.Message;
        }
    }

    /// <summary>The lines, the latest last.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Why it cannot be kept; null: it can, or nobody wants it to.</summary>
    public string? Problem { get; private set; }

    /// <summary>
    /// The history in <c>$XDG_STATE_HOME/pdp/history</c>, else <c>~/.local/state/pdp/history</c> (XDG base directories); in a process
    /// without a home it lasts as long as the process.
    /// </summary>
    public static LineHistory Of(CliHost host)
    {
        var state = host.Variable("XDG_STATE_HOME") is { } given && Path.IsPathRooted(given) ? given
            : host.Variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local", "state")
            : null;
        return new LineHistory(state is null ? null : Path.Combine(state, "pdp", "history"));
    }

    /// <summary>Adds a line, unless it is the last once more.</summary>
    public void Add(string line)
    {
        if (_lines is [.., var last] && last == line) return;
        _lines.Add(line);
        if (_lines.Count > MostLines) _lines.RemoveAt(0);
        if (_path is null || Problem is not null) return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            // one that stands there may be readable for others, and a session beside this one may write its own
            var unfinished = $"{_path}.{Guid.NewGuid():N}.new";
            using (var writer = new StreamWriter(unfinished, options) { NewLine = "\n" })
            {
                foreach (var kept in _lines) writer.WriteLine(kept);
            }

            File.Move(unfinished, _path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problem = exception.Message;
        }
    }
}
