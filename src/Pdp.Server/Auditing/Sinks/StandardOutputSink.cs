using Pdp.Audit.Delivery;

namespace Pdp.Server.Auditing.Sinks;

/// <summary>Records on standard output: the lines of the files as they are.</summary>
/// <param name="output">Where they go.</param>
internal sealed class StandardOutputSink(Stream output) : IRecordSink
{
    public string Name => "stdout";

    // a reader that does not read holds up this sink's thread, and nothing else
    public SinkRefusal Send(RecordBatch batch, CancellationToken cancellation)
    {
        try
        {
            output.Write(batch.Lines.Span);
            output.Flush();
            return SinkRefusal.None;
        }
        catch (IOException exception)
        {
            throw new SinkException($"standard output cannot be written: {exception.Message}", exception);
        }
    }

    public void Dispose() => output.Dispose();
}
