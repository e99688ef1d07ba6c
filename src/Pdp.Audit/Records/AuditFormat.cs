using System.Buffers.Text;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pdp.Audit.Records;

/// <summary>
/// The form of a line: a JSON object that begins with the format's version and the record's number, and ends with its hash, which is
/// that of the hash before and of all that stands before it in the line.
/// </summary>
internal static class AuditFormat
{
    /// <summary>The version of the format that is written.</summary>
    public const int Version = 2;

    /// <summary>The oldest version that is read: the same but for files that do not name their log, and checkpoints that sign neither that nor how often there are some.</summary>
    public const int OldestVersion = 1;

    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = 32;

    /// <summary>Longest line that is read, in bytes: a record of the largest request is shorter.</summary>
    public const int LongestLine = 64 * 1024 * 1024;

    /// <summary>Times: RFC 3339 with microseconds, so that the order of texts is that of times.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    // ,"hash":"…"}
    private static ReadOnlySpan<byte> HashMember => ",\"hash\":\""u8;

    private static ReadOnlySpan<byte> End => "\"}"u8;

    /// <summary>Bytes of a line behind what is hashed, without the line feed.</summary>
    public static int SealBytes => HashMember.Length + (2 * HashBytes) + End.Length;

    /// <summary>How records are written.</summary>
    public static JsonWriterOptions Json => new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes what stands between a line's content and its end.</summary>
    /// <param name="hash">The hash of the line.</param>
    /// <param name="to">Gets <see cref="SealBytes"/>.</param>
    public static void Seal(ReadOnlySpan<byte> hash, Span<byte> to)
    {
        HashMember.CopyTo(to);
        Convert.TryToHexStringLower(hash, to[HashMember.Length..], out _);
        End.CopyTo(to[(HashMember.Length + (2 * HashBytes))..]);
    }

    /// <summary>Parts a line into what is hashed and the hash.</summary>
    /// <returns>False: it is no line of a log.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> line, Span<byte> hash, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (line.Length <= SealBytes || line[0] != '{') return false;
        var seal = line[^SealBytes..];
        if (!seal.StartsWith(HashMember) || !seal.EndsWith(End)) return false;
        content = line[..^SealBytes];
        return Convert.FromHexString(seal.Slice(HashMember.Length, 2 * HashBytes), hash, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    /// <summary>Writes a time.</summary>
    public static void Write(Utf8JsonWriter writer, string name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[27];
        time.UtcDateTime.TryFormat(text, out var written, TimeFormat, CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..written]);
    }

    /// <summary>Reads a number out of what begins with it.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out long number) => Utf8Parser.TryParse(text, out number, out _);
}
