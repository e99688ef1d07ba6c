using System.Buffers;
using System.Text.Json;
using Pdp.Engine.Decisions;
using Pdp.Bundles.Json;

namespace Pdp.Server.AuthZen;

/// <summary>
/// Writes decisions as AuthZEN has them (Authorization API 1.0, section 5.5): true for PERMIT alone. Bodies tell nothing that differs from
/// one call to the next: the same request gets the same body.
/// </summary>
/// <param name="withReasons">Whether reasons are told: to PEPs that keep them from users.</param>
internal sealed class EvaluationWriter(bool withReasons) : IDisposable
{
    private static readonly ReadOnlyMemory<byte> Permitted = """{"decision":true}"""u8.ToArray();
    private static readonly ReadOnlyMemory<byte> NotPermitted = """{"decision":false}"""u8.ToArray();

    private ArrayBufferWriter<byte>? _buffer;
    private Utf8JsonWriter? _json;
    private bool? _only;

    private Utf8JsonWriter Json => _json ??= new Utf8JsonWriter(_buffer = new ArrayBufferWriter<byte>(1024), AuthZenJson.Plain);

    /// <summary>Begins an answer of several decisions.</summary>
    public void BeginMany()
    {
        Json.WriteStartObject();
        Json.WriteStartArray("evaluations");
    }

    /// <summary>Ends it.</summary>
    public void EndMany()
    {
        Json.WriteEndArray();
        Json.WriteEndObject();
    }

    /// <summary>Writes a decision.</summary>
    public void Decision(Decision decision)
    {
        var hasContext = withReasons || decision.Obligations.Count > 0;
        if (_json is null && !hasContext)
        {
            _only = decision.Allowed;
            return;
        }

        Json.WriteStartObject();
        Json.WriteBoolean("decision", decision.Allowed);
        if (hasContext) Context(decision);
        Json.WriteEndObject();
    }

    /// <summary>Writes that an item could not be decided (Authorization API 1.0, section 7.2.1).</summary>
    /// <param name="status">What the HTTP status would be.</param>
    /// <param name="message">Why.</param>
    public void Fault(int status, string message)
    {
        Json.WriteStartObject();
        Json.WriteBoolean("decision", false);
        Json.WriteStartObject("context");
        Json.WriteStartObject("error");
        Json.WriteNumber("status", status);
        Json.WriteString("message", message);
        Json.WriteEndObject();
        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        if (_only is { } allowed) return allowed ? Permitted : NotPermitted;
        Json.Flush();
        return _buffer!.WrittenMemory;
    }

    /// <inheritdoc/>
    public void Dispose() => _json?.Dispose();

    private void Context(Decision decision)
    {
        Json.WriteStartObject("context");
        if (decision.Obligations.Count > 0) ObligationForm.Write(Json, decision.Obligations);
        if (withReasons)
        {
            Json.WritePropertyName("reason_admin");
            DecisionJson.WriteReasons(Json, decision);
        }

        Json.WriteEndObject();
    }
}
