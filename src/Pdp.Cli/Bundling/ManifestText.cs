using System.Globalization;
using Pdp.Bundles.Archives;
using Pdp.Cli.Output;
using Spectre.Console;

namespace Pdp.Cli.Bundling;

/// <summary>What a bundle says of itself, for people.</summary>
internal static class ManifestText
{
    /// <summary>Writes it.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="manifest">What it says.</param>
    /// <param name="keyId">The key that signed it; null: none did.</param>
    /// <param name="isProven">Whether it is certain that this key did.</param>
    public static void Write(IAnsiConsole console, Manifest manifest, string? keyId, bool isProven)
    {
        console.Line($"name      {Printable.OneLine(manifest.Name)}");
        console.Line($"revision  {Printable.OneLine(manifest.Revision)}");
        console.Line($"sequence  {manifest.Facts.Sequence?.ToString(CultureInfo.InvariantCulture) ?? "none"}");
        console.Line($"expires   {(manifest.Facts.NotAfter is { } time ? Time(time) : "never")}");
        console.Line($"signed    {(keyId is null ? "by nobody" : $"by key {Printable.OneLine(keyId)}{(isProven ? "" : ", not checked")}")}");
        console.Line($"documents {Counted.Of(manifest.Files.Length, "file")}, {manifest.Files.Sum(static file => file.Size).ToString("N0", CultureInfo.InvariantCulture)} bytes");
    }

    /// <summary>A time as bundles have it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
