using System.Security.Cryptography;
using Pdp.Audit.Records;
using Pdp.Audit.Verifying;

namespace Pdp.Audit.Files;

/// <summary>The ids of logs: chance alone, so that no two logs share one.</summary>
internal static class LogId
{
    private const int Digits = 32;
    private const int LongestHeader = 4096;

    /// <summary>Another one.</summary>
    public static string Make() => RandomNumberGenerator.GetHexString(Digits, lowercase: true);

    /// <summary>Whether a text is one.</summary>
    public static bool IsOne(string? text) => text is { Length: Digits } && text.All(static sign => char.IsAsciiHexDigitLower(sign));

    /// <summary>The id that the first line of a file tells; null: it tells none, as those of the format's first version.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string? Read(FileStream file)
    {
        var buffer = new byte[LongestHeader];
        file.Position = 0;
        var read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var end = buffer.AsSpan(0, read).IndexOf((byte)'\n');
        return end > 0 && LineHead.TryRead(buffer.AsSpan(0, end), out var head) && head.Kind == RecordKinds.File && IsOne(head.Log) ? head.Log : null;
    }
}
