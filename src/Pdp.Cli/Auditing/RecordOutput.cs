using System.Buffers;
using System.Text;
using System.Text.Json;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;

namespace Pdp.Cli.Auditing;

/// <summary>Writes records as a command is told to.</summary>
internal sealed class RecordOutput
{
    private const int Enough = 32 * 1024;

    private readonly CliHost _host;
    private readonly RecordText? _text;
    private readonly ArrayBufferWriter<byte> _pending = new(Enough);

    public RecordOutput(CliHost host, ReportFormat format, ColourMode colour)
    {
        _host = host;
        _text = format == ReportFormat.Text ? new RecordText(Consoles.Output(host, colour)) : null;
    }

    /// <summary>Writes a record.</summary>
    public void Write(string line, JsonElement record)
    {
        if (_text is not null) _text.Write(record);
        else Write(line);
    }

    /// <summary>Writes a line as it is.</summary>
    public void Write(string line)
    {
        Encoding.UTF8.GetBytes(line, _pending);
        _pending.Write("\n"u8);
        if (_pending.WrittenCount >= Enough) Send();
    }

    /// <summary>Has all that was written be seen.</summary>
    public void Flush()
    {
        Send();
        _host.Flush();
        _host.Output.Flush();
    }

    private void Send()
    {
        _host.Output.Write(_pending.WrittenSpan);
        _pending.ResetWrittenCount();
    }
}
