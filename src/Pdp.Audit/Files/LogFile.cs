using System.Globalization;

namespace Pdp.Audit.Files;

/// <summary>A file of a log, by its number.</summary>
/// <param name="Number">Its number: they count up, and the file of the greatest is the one that is written.</param>
/// <param name="Path">Where it is.</param>
public readonly record struct LogFile(long Number, string Path)
{
    private const string Prefix = "audit-";
    private const string Suffix = ".jsonl";

    /// <summary>The file of a number in a folder.</summary>
    public static LogFile Of(string folder, long number) =>
        new(number, System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D8}{Suffix}")));

    /// <summary>All files of a folder, in their order.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<LogFile> In(string folder) =>
        [.. Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}").Select(static path => new LogFile(NumberOf(path), path)).Where(static file => file.Number > 0).OrderBy(static file => file.Number)];

    /// <summary>A file that is named by itself; its number is 0 where its name tells none.</summary>
    public static LogFile At(string path)
    {
        var name = System.IO.Path.GetFileName(path.AsSpan());
        var isNamedSo = name.Length > Prefix.Length + Suffix.Length && name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);
        return new LogFile(isNamedSo ? NumberOf(path) : 0, path);
    }

    private static long NumberOf(string path)
    {
        var name = System.IO.Path.GetFileName(path.AsSpan());
        var digits = name[Prefix.Length..^Suffix.Length];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
