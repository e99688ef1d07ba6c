using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace Pdp.LanguageServer.Transport;

/// <summary>
/// Reads messages with a header, and hands on those that can be dispatched: all others are answered here, in the order in which they
/// come, and the next one is read. Only where no next one can be found does it end, with a <see cref="FramingException"/>.
/// </summary>
/// <param name="output">What the client gets.</param>
/// <param name="input">What it sends.</param>
/// <param name="formatter">Makes messages of JSON.</param>
/// <param name="gate">Says what is not dispatched.</param>
/// <param name="refused">Gets told of what had no answer that could say so.</param>
internal sealed class EditorMessageHandler(Stream output, Stream input, IJsonRpcMessageFormatter formatter, MessageGate gate, Action<string> refused)
    : HeaderDelimitedMessageHandler(output, input, formatter)
{
    /// <summary>The longest header, in octets.</summary>
    public const int LongestHeader = 8192;

    /// <summary>The longest message, in octets: the largest document has room in it with every letter escaped.</summary>
    public const int LongestMessage = 256 * 1024 * 1024;

    protected override async ValueTask<JsonRpcMessage?> ReadCoreAsync(CancellationToken cancellationToken)
    {
        while (await ReadHeaderAsync(cancellationToken) is { } length)
        {
            var content = await ReadContentAsync(length, cancellationToken);
            var (message, refusal) = Read(content);
            if (message is not null) return message;
            if (refusal is null) continue;
            if (refusal.Id is { } id)
            {
                var error = new JsonRpcError { RequestId = id, Error = new JsonRpcError.ErrorDetail { Code = (JsonRpcErrorCode)refusal.Code, Message = refusal.Message } };
                await WriteAsync(error, cancellationToken);
            }

            if (refusal.IsTold) refused(refusal.Message);
        }

        return null;
    }

    private (JsonRpcMessage? Message, Refusal? Refusal) Read(byte[] content)
    {
        try
        {
            using var json = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = MessageGate.DeepestMessage });
            var (isAdmitted, refusal) = gate.Admit(json.RootElement);
            return isAdmitted ? (Formatter.Deserialize(new ReadOnlySequence<byte>(content)), null) : (null, refusal);
        }
        catch (JsonException exception)
        {
            return (null, new Refusal(RequestId.Null, MessageGate.ParseError, $"a message could not be read: {exception.Message}", IsTold: true));
        }
#pragma warning disable CA1031 // whatever a client sends, the server goes on
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return (null, new Refusal(RequestId.Null, (int)JsonRpcErrorCode.InvalidRequest, $"a message could not be read: {exception.Message}", IsTold: true));
        }
    }

    // null at the end of what the client sends
    private async ValueTask<int?> ReadHeaderAsync(CancellationToken cancellation)
    {
        int? length = null;
        var isBegun = false;
        for (var left = LongestHeader; ;)
        {
            var read = await Reader!.ReadAsync(cancellation);
            if (read.Buffer.PositionOf((byte)'\n') is not { } end)
            {
                if (read.Buffer.Length > left) throw new FramingException($"the header is longer than {LongestHeader} octets: `{Start(read.Buffer)}`");
                if (read.IsCompleted)
                {
                    if (read.Buffer.IsEmpty && !isBegun) return null;
                    throw new FramingException(read.Buffer.IsEmpty ? "the header ends within" : $"the header ends within: `{Start(read.Buffer)}`");
                }

                Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var octets = read.Buffer.Slice(0, end);
            left -= (int)Math.Min(int.MaxValue, octets.Length + 1);
            if (left < 0) throw new FramingException($"the header is longer than {LongestHeader} octets: `{Start(octets)}`");
            var line = Encoding.UTF8.GetString(octets).TrimEnd('\r');
            Reader.AdvanceTo(read.Buffer.GetPosition(1, end));
            if (line.Length == 0) return length ?? throw new FramingException("the header has no `Content-Length`");
            isBegun = true;
            Field(line, ref length);
        }
    }

    private static void Field(string line, ref int? length)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) throw new FramingException($"expected a field of a header, got `{Start(line)}`");
        var value = line[(colon + 1)..].Trim();
        switch (line[..colon].Trim().ToUpperInvariant())
        {
            case "CONTENT-LENGTH":
                if (length is not null) throw new FramingException("the header has `Content-Length` twice");
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var octets) || octets > LongestMessage)
                    throw new FramingException($"expected a `Content-Length` from 0 to {LongestMessage}, got `{Start(value)}`");
                length = octets;
                break;
            case "CONTENT-TYPE" when Charset(value) is { } charset && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) && !charset.Equals("utf8", StringComparison.OrdinalIgnoreCase):
                throw new FramingException($"expected messages in `utf-8`, got `{Start(charset)}`");
        }
    }

    private static string? Charset(string type) => type.Split(';').Select(static part => part.Trim())
        .FirstOrDefault(static part => part.StartsWith("charset=", StringComparison.OrdinalIgnoreCase))?["charset=".Length..].Trim('"');

    private async ValueTask<byte[]> ReadContentAsync(int length, CancellationToken cancellation)
    {
        // what is told to come takes no memory before it has come
        if (length == 0) return [];
        for (; ;)
        {
            var read = await Reader!.ReadAsync(cancellation);
            if (read.Buffer.Length >= length)
            {
                var content = read.Buffer.Slice(0, length);
                var octets = content.ToArray();
                Reader.AdvanceTo(content.End);
                return octets;
            }

            if (read.IsCompleted) throw new FramingException($"a message of {length} octets ends after {read.Buffer.Length}");
            Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static string Start(ReadOnlySequence<byte> octets) => Start(Encoding.UTF8.GetString(octets.Slice(0, Math.Min(octets.Length, 200))));

    // what a terminal or a log can show
    private static string Start(string text)
    {
        const int Most = 40;
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(Most)) shown.Append(Rune.IsControl(rune) ? "\uFFFD" : rune.ToString());
        return text.Length > Most ? $"{shown}…" : shown.ToString();
    }
}
