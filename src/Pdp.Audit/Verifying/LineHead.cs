using System.Text.Json;
using Pdp.Audit.Records;

namespace Pdp.Audit.Verifying;

/// <summary>What the verification reads of a line.</summary>
internal struct LineHead
{
    public long Sequence;
    public string Kind;
    public long After;
    public byte[]? Follows;
    public string? Damaged;
    public long Number;
    public string? Key;
    public string? Algorithm;
    public byte[]? Signature;
    public long Count;
    public int Version;
    public DateTimeOffset Time;
    public string? Log;
    public string? Reason;
    public long EveryMilliseconds;
    public long EveryRecords;

    /// <summary>Reads a line.</summary>
    /// <returns>False: it is no JSON of a record that this version knows.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out LineHead head)
    {
        head = new LineHead { Kind = "" };
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("v"u8) && reader.Read()) head.Version = reader.GetInt32();
                else if (reader.ValueTextEquals("seq"u8) && reader.Read()) head.Sequence = reader.GetInt64();
                else if (reader.ValueTextEquals("kind"u8) && reader.Read()) head.Kind = reader.GetString() ?? "";
                else if (reader.ValueTextEquals("time"u8) && reader.Read()) head.Time = reader.GetDateTimeOffset();
                else head.Take(ref reader);
            }

            return head.Version is >= AuditFormat.OldestVersion and <= AuditFormat.Version && head.Time != default && reader.TokenType == JsonTokenType.EndObject && !reader.Read()
                && (head.Sequence > 0 || head.Kind == RecordKinds.File);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    private void Take(ref Utf8JsonReader reader)
    {
        switch (Kind)
        {
            case RecordKinds.File when reader.ValueTextEquals("after"u8) && reader.Read(): After = reader.GetInt64(); break;
            case RecordKinds.File when reader.ValueTextEquals("follows"u8) && reader.Read(): Follows = Convert.FromHexString(reader.GetString() ?? ""); break;
            case RecordKinds.File when reader.ValueTextEquals("log"u8) && reader.Read(): Log = reader.GetString(); break;
            case RecordKinds.File when reader.ValueTextEquals("damaged"u8) && reader.Read(): Damaged = reader.GetString() ?? ""; break;
            case RecordKinds.File when reader.ValueTextEquals("number"u8) && reader.Read(): Number = reader.GetInt64(); break;
            case RecordKinds.Checkpoint or RecordKinds.File when reader.ValueTextEquals("key"u8) && reader.Read(): Key = reader.GetString(); break;
            case RecordKinds.Checkpoint or RecordKinds.File when reader.ValueTextEquals("algorithm"u8) && reader.Read(): Algorithm = reader.GetString(); break;
            case RecordKinds.Checkpoint or RecordKinds.File when reader.ValueTextEquals("signature"u8) && reader.Read(): Signature = reader.GetBytesFromBase64(); break;
            case RecordKinds.Checkpoint or RecordKinds.File when reader.ValueTextEquals("reason"u8) && reader.Read(): Reason = reader.GetString(); break;
            case RecordKinds.Checkpoint or RecordKinds.File when reader.ValueTextEquals("everyMillis"u8) && reader.Read(): EveryMilliseconds = reader.GetInt64(); break;
            case RecordKinds.Checkpoint or RecordKinds.File when reader.ValueTextEquals("everyRecords"u8) && reader.Read(): EveryRecords = reader.GetInt64(); break;
            case RecordKinds.Dropped when reader.ValueTextEquals("count"u8) && reader.Read(): Count = reader.GetInt64(); break;
            default:
                if (reader.TokenType == JsonTokenType.PropertyName) reader.Read();
                reader.Skip();
                break;
        }
    }
}
