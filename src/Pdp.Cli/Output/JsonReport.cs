using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pdp.Cli.Output;

/// <summary>How the command writes JSON.</summary>
internal static class JsonReport
{
    /// <summary>
    /// One line, for streams. The text stays as it is as far as JSON allows: the answers are no part of an HTML page, and
    /// backticks and umlauts are there to be read.
    /// </summary>
    public static JsonWriterOptions Compact { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Indented, for reports.</summary>
    public static JsonWriterOptions Indented { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true, NewLine = "\n" };

    /// <summary>Writes one indented document and a line feed.</summary>
    public static void Write(Stream stream, Action<Utf8JsonWriter> write)
    {
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            write(writer);
        }

        stream.WriteByte((byte)'\n');
        stream.Flush();
    }

    /// <summary>One document as text on one line.</summary>
    public static string Line(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            write(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
