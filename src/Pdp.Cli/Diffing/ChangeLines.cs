using System.Buffers;
using System.Text.Json;
using Pdp.Cli.Output;

namespace Pdp.Cli.Diffing;

/// <summary>Writes changed answers as JSON lines, as they come.</summary>
/// <param name="output">Where to.</param>
/// <param name="unit">What requests are counted by: <c>line</c> or <c>record</c>.</param>
internal sealed class ChangeLines(Stream output, string unit) : IDisposable
{
    private const int Enough = 32 * 1024;

    private readonly ArrayBufferWriter<byte> _pending = new(Enough * 2);
    private readonly Utf8JsonWriter _writer = new(Stream.Null, JsonReport.Compact);

    /// <summary>Writes <c>{"line", "change", "before", "after"}</c>.</summary>
    public void Write(ChangedAnswer changed)
    {
        Begin();
        DiffJson.Write(_writer, changed, unit);
        End();
        if (_pending.WrittenCount >= Enough) Send();
    }

    /// <summary>Writes <c>{"report"}</c>, and all that is still held back.</summary>
    public void WriteReport(DiffReport report)
    {
        Begin();
        _writer.WriteStartObject();
        _writer.WritePropertyName("report");
        DiffJson.Write(_writer, report);
        _writer.WriteEndObject();
        End();
        Send();
        output.Flush();
    }

    public void Dispose() => _writer.Dispose();

    private void Begin() => _writer.Reset(_pending);

    private void End()
    {
        _writer.Flush();
        _pending.Write("\n"u8);
    }

    private void Send()
    {
        output.Write(_pending.WrittenSpan);
        _pending.ResetWrittenCount();
    }
}
