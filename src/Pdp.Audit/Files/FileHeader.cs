using Pdp.Audit.Records;
using Pdp.Audit.Verifying;

namespace Pdp.Audit.Files;

/// <summary>What the first line of a file says of it, as it stands there.</summary>
/// <param name="Log">The id of its log; null: it tells none, as those of the format's first version.</param>
/// <param name="Number">The file's number.</param>
/// <param name="IsSigned">Whether it has a signature, good or not.</param>
internal sealed record FileHeader(string? Log, long Number, bool IsSigned)
{
    private const int Longest = 4096;

    /// <summary>Reads the first line of a file; null: it is no first line of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FileHeader? Read(FileStream file)
    {
        var buffer = new byte[Longest];
        file.Position = 0;
        var read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var end = buffer.AsSpan(0, read).IndexOf((byte)'\n');
        if (end <= 0 || !LineHead.TryRead(buffer.AsSpan(0, end), out var head) || head.Kind != RecordKinds.File) return null;
        return new FileHeader(LogId.IsOne(head.Log) ? head.Log : null, head.Number, head.Signature is not null);
    }
}
