using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Pdp.Bundles;
using Pdp.Bundles.Json;
using Pdp.Cli.Output;
using Pdp.Engine.Decisions;
using Pdp.Language.Values;

namespace Pdp.Cli.Checking;

/// <summary>Answers requests, one a line, in order.</summary>
/// <param name="bundle">The policies.</param>
/// <param name="output">Where the answers go.</param>
/// <param name="now">The time of the next decision.</param>
/// <param name="maxLineBytes">The longest line that is read.</param>
internal sealed class CheckLoop(Bundle bundle, Stream output, Func<Timestamp> now, int maxLineBytes) : IDisposable
{
    private const int Enough = 32 * 1024;

    // Of a request that is wrong in a thousand places the first few tell enough.
    private const int MostErrors = 20;

    private readonly ArrayBufferWriter<byte> _pending = new(Enough * 2);
    private readonly Utf8JsonWriter _writer = new(Stream.Null, JsonReport.Compact);
    private readonly Decision _decision = new();

    /// <summary>How many answers were given.</summary>
    public long Answers { get; private set; }

    /// <summary>How many lines were no valid requests.</summary>
    public long Invalid { get; private set; }

    /// <summary>Number of the first such line; 0 when there was none.</summary>
    public long FirstInvalid { get; private set; }

    /// <summary>Answers all lines of a stream. Answers are sent whenever the next line is not there yet.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; every line taken has been answered by then.</exception>
    public async Task RunAsync(Stream input, CancellationToken cancellation)
    {
        var reader = new JsonLineReader(input, maxLineBytes);
        do
        {
            while (!cancellation.IsCancellationRequested && reader.TryTake(out var line))
            {
                Answer(line);
                if (_pending.WrittenCount >= Enough) Send();
            }

            Send();
            cancellation.ThrowIfCancellationRequested();
        }
        while (await reader.FillAsync(cancellation));
    }

    public void Dispose() => _writer.Dispose();

    private void Answer(in JsonLine line)
    {
        var content = line.Trimmed;
        if (content.IsEmpty && !line.TooLong) return;

        _writer.Reset(_pending);
        if (line.TooLong)
        {
            WriteInvalid(line.Number, [RequestProblem.TooLong(maxLineBytes)]);
        }
        else if (RequestJson.TryRead(content, out var request, out var errors))
        {
            bundle.Set.Decide(request, now(), _decision, CancellationToken.None);
            DecisionJson.Write(_writer, _decision);
        }
        else
        {
            WriteInvalid(line.Number, errors);
        }

        _writer.Flush();
        _pending.Write("\n"u8);
        Answers++;
    }

    private void WriteInvalid(long number, ImmutableArray<JsonError> errors)
    {
        Invalid++;
        if (FirstInvalid == 0) FirstInvalid = number;

        _writer.WriteStartObject();
        _writer.WriteString("decision", "INDETERMINATE");
        _writer.WriteBoolean("allowed", false);
        _writer.WriteStartArray("errors");
        foreach (var error in errors.Take(MostErrors))
        {
            _writer.WriteStartObject();
            _writer.WriteString("code", "syntax-error");
            _writer.WriteString("message", RequestProblem.Describe(number, error));
            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
        _writer.WriteString("revision", bundle.Revision);
        _writer.WriteEndObject();
    }

    private void Send()
    {
        if (_pending.WrittenCount == 0) return;
        output.Write(_pending.WrittenSpan);
        output.Flush();
        _pending.ResetWrittenCount();
    }
}
