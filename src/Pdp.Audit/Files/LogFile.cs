using System.Globalization;
using Pdp.Bundles.Keeping;

namespace Pdp.Audit.Files;

/// <summary>A file of a log, by its number.</summary>
/// <param name="Number">Its number: they count up, and the file of the greatest is the one that is written.</param>
/// <param name="Path">Where it is.</param>
public readonly record struct LogFile(long Number, string Path)
{
    private const string Prefix = "audit-";
    private const string Suffix = ".jsonl";

    /// <summary>The greatest number: a log that began a file in every millisecond would get to it after thirty years.</summary>
    internal const long Most = 999_999_999_999;

    /// <summary>Why it cannot be a file of a log, though it has the name of one: it is not opened; null: it can.</summary>
    public string? Unfit { get; private init; }

    /// <summary>The file of a number in a folder.</summary>
    /// <exception cref="IOException">There is no such number.</exception>
    public static LogFile Of(string folder, long number) => number is > 0 and <= Most
        ? new(number, System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D8}{Suffix}")))
        : throw new IOException("no other file can be begun: there is no number behind that of the last; give the log another folder");

    /// <summary>
    /// All that has the name of a file of a log in a folder, in the order of their numbers, with what cannot be one (<see cref="Unfit"/>). Nothing is
    /// opened: a pipe would never be read to its end. Links are not followed, since what they lead to is outside of what is the server's own.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<LogFile> In(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder, $"{Prefix}*{Suffix}").Select(static path => new LogFile(NumberOf(path), path)).Select(static file => file with { Unfit = file.WhyUnfit() }).OrderBy(static file => file.Number)];

    /// <summary>A file that is named by itself; its number is 0 where its name tells none.</summary>
    public static LogFile At(string path)
    {
        var name = System.IO.Path.GetFileName(path.AsSpan());
        var isNamedSo = name.Length > Prefix.Length + Suffix.Length && name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);
        return new LogFile(isNamedSo ? NumberOf(path) : 0, path);
    }

    /// <summary>Opens it to be read, while it may be written.</summary>
    /// <exception cref="IOException">It cannot be read, or is <see cref="Unfit"/>.</exception>
    internal FileStream Read(int bufferSize = 4096)
    {
        ThrowIfUnfit();
        return new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize);
    }

    internal void ThrowIfUnfit()
    {
        if (Unfit is not null) throw new IOException($"`{Path}` cannot be a file of the log: {Unfit}; take it away");
    }

    private string? WhyUnfit()
    {
        if (Number == 0) return "its name has no number of a file";

        // a file that was removed meanwhile is none that is unfit
        if (FileFacts.Of(Path) is { } facts) return facts.IsRegular ? null : facts.IsLink ? "it is a symbolic link" : "it is no regular file";
        var file = new FileInfo(Path);
        return file.LinkTarget is not null ? "it is a symbolic link" : Directory.Exists(Path) ? "it is no regular file" : null;
    }

    private static long NumberOf(string path)
    {
        var name = System.IO.Path.GetFileName(path.AsSpan());
        var digits = name[Prefix.Length..^Suffix.Length];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Most ? number : 0;
    }
}
