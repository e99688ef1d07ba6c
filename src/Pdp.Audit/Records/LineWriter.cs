using System.Buffers;
using System.Text.Json;

namespace Pdp.Audit.Records;

/// <summary>Makes lines of records, each chained to the one before. One thread uses it.</summary>
internal sealed class LineWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly Utf8JsonWriter _json;

    public LineWriter() => _json = new Utf8JsonWriter(_line, AuditFormat.Json);

    /// <summary>The id of the log, which each of its files tells.</summary>
    public string Log { get; set; } = "";

    /// <summary>Where the chain stands.</summary>
    public ChainState Chain { get; } = new();

    /// <summary>Where it stood behind the last record that is in a file.</summary>
    public ChainState Written { get; } = new();

    /// <summary>Notes that all records are in a file.</summary>
    public void Settle() => Written.Set(Chain.Sequence, Chain.Hash);

    /// <summary>Appends a record, and the chain goes on.</summary>
    public void Record<TState>(string kind, DateTimeOffset time, TState state, Action<Utf8JsonWriter, TState> members, IBufferWriter<byte> to)
    {
        Begin(Chain.Sequence + 1, kind, time);
        members(_json, state);
        Span<byte> hash = stackalloc byte[AuditFormat.HashBytes];
        End(Chain, hash, to);
        Chain.Set(Chain.Sequence + 1, hash);
    }

    /// <summary>Makes the first line of a file, which follows the last record that is in one. The chain stays where it is.</summary>
    public byte[] Header(long number, DateTimeOffset time, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Begin(null, RecordKinds.File, time);
        _json.WriteString("log", Log);
        _json.WriteNumber("number", number);
        _json.WriteNumber("after", Written.Sequence);
        _json.WriteString("follows", Convert.ToHexStringLower(Written.Hash));
        members(_json);
        Span<byte> hash = stackalloc byte[AuditFormat.HashBytes];
        End(Written, hash, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    public void Dispose()
    {
        _json.Dispose();
        Chain.Dispose();
        Written.Dispose();
    }

    private void Begin(long? sequence, string kind, DateTimeOffset time)
    {
        _line.ResetWrittenCount();
        _json.Reset(_line);
        _json.WriteStartObject();
        _json.WriteNumber("v", AuditFormat.Version);
        if (sequence is { } number) _json.WriteNumber("seq", number);
        _json.WriteString("kind", kind);
        AuditFormat.Write(_json, "time", time);
    }

    private void End(ChainState chain, Span<byte> hash, IBufferWriter<byte> to)
    {
        // the object is ended by the seal
        _json.Flush();
        chain.HashOf(_line.WrittenSpan, hash);
        to.Write(_line.WrittenSpan);
        var seal = to.GetSpan(AuditFormat.SealBytes + 1);
        AuditFormat.Seal(hash, seal);
        seal[AuditFormat.SealBytes] = (byte)'\n';
        to.Advance(AuditFormat.SealBytes + 1);
    }
}
