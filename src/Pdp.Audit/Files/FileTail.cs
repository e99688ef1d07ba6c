using System.Text.Json;
using Pdp.Audit.Records;

namespace Pdp.Audit.Files;

/// <summary>How a file of a log ends, and where its chain stands there.</summary>
/// <param name="Whole">How many bytes belong to whole lines.</param>
/// <param name="Torn">How many bytes behind them belong to a line whose writer was killed.</param>
/// <param name="Sequence">The number of the last record; null: there is no line that tells it.</param>
/// <param name="Hash">That record's hash.</param>
/// <param name="IsStopped">Whether the last record says that its writer had written all.</param>
internal sealed record FileTail(long Whole, long Torn, long? Sequence, byte[] Hash, bool IsStopped)
{
    private const int Step = 64 * 1024;

    /// <summary>Reads how a file ends.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FileTail Read(FileStream file)
    {
        var length = file.Length;
        var whole = LineEndBefore(file, length) + 1;
        if (whole == 0) return new FileTail(0, length, null, [], IsStopped: false);
        var start = LineEndBefore(file, whole - 1) + 1;
        if (whole - start > AuditFormat.LongestLine) return new FileTail(whole, length - whole, null, [], IsStopped: false);
        var line = new byte[whole - 1 - start];
        file.Position = start;
        file.ReadExactly(line);
        return Of(line, whole, length - whole);
    }

    private static FileTail Of(byte[] line, long whole, long torn)
    {
        var hash = new byte[AuditFormat.HashBytes];
        var nothing = new FileTail(whole, torn, null, [], IsStopped: false);
        if (!AuditFormat.TryOpen(line, hash, out _)) return nothing;
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var kind = root.GetProperty("kind").GetString();
            return kind == RecordKinds.File
                ? new FileTail(whole, torn, root.GetProperty("after").GetInt64(), Convert.FromHexString(root.GetProperty("follows").GetString()!), IsStopped: true)
                : new FileTail(whole, torn, root.GetProperty("seq").GetInt64(), hash, kind == RecordKinds.Stop || IsLastCheckpoint(kind, root));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return nothing;
        }
    }

    private static bool IsLastCheckpoint(string? kind, JsonElement root) =>
        kind == RecordKinds.Checkpoint && root.TryGetProperty("reason", out var reason) && reason.ValueEquals(CheckpointReasons.Stop);

    // the place of the last line feed before a place; −1: there is none
    private static long LineEndBefore(FileStream file, long end)
    {
        var buffer = new byte[Step];
        while (end > 0)
        {
            var count = (int)Math.Min(Step, end);
            file.Position = end - count;
            file.ReadExactly(buffer, 0, count);
            var found = buffer.AsSpan(0, count).LastIndexOf((byte)'\n');
            if (found >= 0) return end - count + found;
            end -= count;
        }

        return -1;
    }
}
