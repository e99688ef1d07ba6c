using System.Text.Json;

namespace Pdp.Audit;

/// <summary>
/// What a record is made of. Entries are made once and used again and again: a thread that has something to record fills one, and the
/// log's own thread writes it later.
/// </summary>
public interface IAuditEntry
{
    /// <summary>What kind of record it is.</summary>
    string Kind { get; }

    /// <summary>When what it records happened.</summary>
    DateTimeOffset Time { get; }

    /// <summary>Writes the members of the record, within an object that has been begun.</summary>
    void Write(Utf8JsonWriter writer);

    /// <summary>Writes what needs nothing but the entry itself: what is recorded when <see cref="Write"/> fails.</summary>
    void WriteShort(Utf8JsonWriter writer);

    /// <summary>Lets go of what the entry holds.</summary>
    void Clear();
}
