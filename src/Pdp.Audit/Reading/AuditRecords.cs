using System.Text;
using Pdp.Audit.Files;

namespace Pdp.Audit.Reading;

/// <summary>Reads the records of a log.</summary>
public static class AuditRecords
{
    /// <summary>The files of a folder, in their order, or the one file that is named.</summary>
    /// <exception cref="AuditException">There is none.</exception>
    public static IReadOnlyList<LogFile> Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (File.Exists(path)) return [LogFile.At(path)];
        if (!Directory.Exists(path)) throw new AuditException($"there is no folder `{path}`");
        var files = LogFile.In(path);
        return files.Count > 0 ? files : throw new AuditException($"there is no decision log in `{path}`");
    }

    /// <summary>All whole lines of some files: JSON, as far as nobody changed them.</summary>
    /// <exception cref="IOException">A file cannot be read, is <see cref="LogFile.Unfit"/>, or has a line that is longer than any of a log.</exception>
    public static IEnumerable<string> Lines(IReadOnlyList<LogFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);

        // before anything is told: what is told without a file would look like all there is
        foreach (var file in files) file.ThrowIfUnfit();
        return files.SelectMany(Lines);
    }

    private static IEnumerable<string> Lines(LogFile file)
    {
        using var stream = file.Read();
        var lines = new LineReader(stream);
        while (Next(lines, file) is { } line) yield return line;
    }

    private static string? Next(LineReader lines, LogFile file)
    {
        try
        {
            return lines.TryRead(out var line) ? Encoding.UTF8.GetString(line) : null;
        }
        catch (InvalidDataException exception)
        {
            throw new IOException($"`{file.Path}`: {exception.Message}", exception);
        }
    }
}
