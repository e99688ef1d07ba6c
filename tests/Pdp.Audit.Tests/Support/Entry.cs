using System.Text.Json;
using Pdp.Audit.Records;

namespace Pdp.Audit.Tests.Support;

/// <summary>A record with nothing but an id.</summary>
internal sealed class Entry : IAuditEntry
{
    public string Id { get; set; } = "";

    public bool Fails { get; set; }

    public string Kind => RecordKinds.Decision;

    public DateTimeOffset Time { get; set; }

    public void Write(Utf8JsonWriter writer)
    {
        WriteShort(writer);
        if (Fails) throw new InvalidOperationException("it cannot be written");
        writer.WriteString("decision", "PERMIT");
    }

    public void WriteShort(Utf8JsonWriter writer) => writer.WriteString("id", Id);

    public void Clear() => Id = "";
}
