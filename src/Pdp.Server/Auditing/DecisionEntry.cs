using System.Text.Json;
using Pdp.Audit;
using Pdp.Audit.Records;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Server.Access;
using Pdp.Server.Auditing.Tracing;
using Pdp.Server.Serving;
using EngineDecision = Pdp.Engine.Decisions.Decision;

namespace Pdp.Server.Auditing;

/// <summary>
/// A decision on its way to the log. The thread that decided copies what it has: the bytes of the request or the request, and references to
/// what makes the answer, all of which is immutable. All else is done by the log's own thread.
/// </summary>
internal sealed class DecisionEntry : IAuditEntry
{
    // what one long request needed is not kept for ever
    private const int LargestKept = 16 * 1024;

    private readonly byte[] _id = new byte[DecisionIds.Length];
    private readonly List<DeterminingRule> _determining = [];
    private readonly List<Notice> _obligations = [];
    private readonly List<Notice> _advice = [];
    private readonly List<DecisionError> _errors = [];
    private readonly List<string> _misfits = [];
    private byte[] _message = [];
    private int _length;
    private Request? _request;
    private RecordWriter? _writer;
    private ServedBundle? _bundle;
    private Caller? _caller;
    private Outcome _outcome;
    private TimeSpan _took;
    private TraceParent _trace;

    /// <inheritdoc/>
    public string Kind { get; private set; } = RecordKinds.Decision;

    /// <inheritdoc/>
    public DateTimeOffset Time { get; private set; }

    /// <summary>What a search found; null: it was none.</summary>
    public SearchedRecord? Search { get; set; }

    /// <summary>Takes what was asked as bytes of a <c>CheckRequest</c>.</summary>
    /// <param name="length">How many there are going to be.</param>
    /// <returns>Where they go.</returns>
    public Span<byte> Message(int length)
    {
        if (_message.Length < length) _message = new byte[Math.Max(length, 512)];
        _length = length;
        return _message.AsSpan(0, length);
    }

    /// <summary>Says how many bytes of those of <see cref="Message(int)"/> are used.</summary>
    public void Trim(int length) => _length = length;

    /// <summary>Takes what was asked.</summary>
    public void Message(Request request) => _request = request;

    /// <summary>Takes the answer.</summary>
    public void Set(
        string kind, RecordWriter writer, ServedBundle bundle, EngineDecision? decision, ReadOnlySpan<byte> id, Caller? caller, DateTimeOffset time, TimeSpan took, TraceParent trace)
    {
        (Kind, _writer, _bundle, _caller, Time, _took, _trace) = (kind, writer, bundle, caller, time, took, trace);
        id.CopyTo(_id);
        if (decision is null) return;
        _outcome = decision.Outcome;
        Copy(decision.Determining, _determining);
        Copy(decision.Obligations, _obligations);
        Copy(decision.Advice, _advice);
        Copy(decision.Errors, _errors);
        Copy(decision.Misfits, _misfits);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer)
    {
        var request = _request ?? _writer!.Read(_message.AsSpan(0, _length));
        var sensitive = _bundle!.Sensitive;
        var hides = sensitive.MayConcern(request);
        writer.WriteString("id", _id);
        if (_caller is not null)
        {
            writer.WriteStartObject("caller");
            writer.WriteString("type", _caller.Subject.Type);
            writer.WriteString("id", _caller.Subject.Id);
            writer.WriteEndObject();
        }

        _writer!.Write(writer, request, sensitive);
        if (Search is not null)
        {
            Search.Write(writer);
            hides = false;
        }
        else
        {
            writer.WriteString("decision", NameOf(_outcome));
            RecordWriter.Write(writer, _determining);
            RecordWriter.Write(writer, "obligations", _obligations, hides);
            RecordWriter.Write(writer, "advice", _advice, hides);
            RecordWriter.Write(writer, _errors, hides);
            WriteMisfits(writer, hides);
            hides &= _obligations.Count + _advice.Count + _errors.Count + _misfits.Count > 0;
        }

        _writer.WriteMasked(writer, hides);
        writer.WriteString("revision", _bundle.Bundle.Revision);
        writer.WriteNumber("micros", Math.Round(_took.TotalMicroseconds, 1));
        if (_trace.IsNone) return;
        writer.WriteString("trace", _trace.TraceText);
        writer.WriteString("span", _trace.SpanText);
    }

    /// <inheritdoc/>
    public void WriteShort(Utf8JsonWriter writer)
    {
        writer.WriteString("id", _id);
        writer.WriteString("decision", NameOf(_outcome));
        writer.WriteString("revision", _bundle!.Bundle.Revision);
    }

    /// <inheritdoc/>
    public void Clear()
    {
        _determining.Clear();
        _obligations.Clear();
        _advice.Clear();
        _errors.Clear();
        _misfits.Clear();
        (_request, _writer, _bundle, _caller, Search) = (null, null, null, null, null);
        _length = 0;
        if (_message.Length > LargestKept) _message = [];
    }

    /// <summary>An outcome as answers spell it.</summary>
    public static string NameOf(Outcome outcome) => outcome switch
    {
        Outcome.Permit => "PERMIT",
        Outcome.Deny => "DENY",
        Outcome.NotApplicable => "NOT_APPLICABLE",
        _ => "INDETERMINATE",
    };

    private void WriteMisfits(Utf8JsonWriter writer, bool hides)
    {
        if (_misfits.Count == 0) return;
        writer.WriteStartArray("misfits");
        foreach (var misfit in _misfits) writer.WriteStringValue(hides ? RecordWriter.Mask : misfit);
        writer.WriteEndArray();
    }

    private static void Copy<TItem>(IReadOnlyList<TItem> from, List<TItem> to)
    {
        for (var i = 0; i < from.Count; i++) to.Add(from[i]);
    }
}

/// <summary>What a search looked for, and what it told.</summary>
/// <param name="Kind">What was searched: <c>subject</c>, <c>resource</c> or <c>action</c>.</param>
/// <param name="Results">The ids or names that were told.</param>
internal sealed record SearchedRecord(string Kind, IReadOnlyList<string> Results)
{
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("searched", Kind);
        writer.WriteStartArray("results");
        foreach (var result in Results) writer.WriteStringValue(result);
        writer.WriteEndArray();
    }
}
