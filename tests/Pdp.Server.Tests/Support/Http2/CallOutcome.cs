using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Pdp.Contracts.V1;

namespace Pdp.Server.Tests.Support.Http2;

/// <summary>What a server sent back on one stream.</summary>
internal sealed class CallOutcome
{
    private readonly List<byte> _body = [];
    private readonly List<(string Name, string Value)> _fields = [];

    /// <summary>How it ended: <c>end</c>, <c>reset</c> with a code, or <c>closed</c>; empty as long as it did not.</summary>
    public string End { get; private set; } = "";

    public bool IsEnded => End.Length > 0;

    public byte[] Body => [.. _body];

    public string HttpStatus => Field(":status");

    public string GrpcStatus => Field("grpc-status");

    public string GrpcMessage => Uri.UnescapeDataString(Field("grpc-message"));

    public string Field(string name) => string.Join(", ", _fields.Where(f => f.Name == name).Select(static f => f.Value));

    /// <summary>The messages of the body; what is left over is one more.</summary>
    public List<byte[]> Messages()
    {
        var messages = new List<byte[]>();
        var bytes = Body;
        for (var at = 0; at < bytes.Length;)
        {
            var end = bytes.Length - at < 5 ? bytes.Length : at + 5 + ((bytes[at + 1] << 24) | (bytes[at + 2] << 16) | (bytes[at + 3] << 8) | bytes[at + 4]);
            messages.Add(bytes[Math.Min(at + 5, bytes.Length)..Math.Min(end, bytes.Length)]);
            at = end;
        }

        return messages;
    }

    /// <summary>
    /// All of it as text, but for what differs with each call: the date, and the decisions' ids. Headers and trailers are not
    /// told apart, as a status may come in either (gRPC's "Trailers-Only").
    /// </summary>
    public string Describe(string path)
    {
        var text = new StringBuilder(End);
        foreach (var (name, value) in _fields.Where(static f => f.Name != "date").OrderBy(static f => f.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{name}: {value}");
        }

        foreach (var message in Messages()) text.Append('\n').Append(Describe(path, message));
        return text.ToString();
    }

    public void OnHeaders(List<(string Name, string Value)> fields, bool isEnd)
    {
        _fields.AddRange(fields);
        if (isEnd) End = "end";
    }

    public void OnData(ReadOnlySpan<byte> data, bool isEnd)
    {
        _body.AddRange(data);
        if (isEnd) End = "end";
    }

    // after the end it asks for what the caller has not sent yet, and tells nothing of the answer
    public void OnReset(int code)
    {
        if (!IsEnded) End = string.Create(CultureInfo.InvariantCulture, $"reset {code}");
    }

    public void OnClosed()
    {
        if (!IsEnded) End = "closed";
    }

    private static string Describe(string path, byte[] message)
    {
        MessageDescriptor? type = path.Contains("CheckBatch", StringComparison.OrdinalIgnoreCase) ? CheckBatchResponse.Descriptor
            : path.Contains("CheckStream", StringComparison.OrdinalIgnoreCase) ? CheckStreamResponse.Descriptor
            : path.Contains("Check", StringComparison.OrdinalIgnoreCase) ? CheckResponse.Descriptor : null;
        if (type is null) return Convert.ToHexString(message);
        var answer = type.Parser.ParseFrom(message);
        if (answer is CheckResponse one) one.DecisionId = "";
        if (answer is CheckStreamResponse { Response: { } streamed }) streamed.DecisionId = "";
        if (answer is CheckBatchResponse batch)
        {
            foreach (var result in batch.Results) result.Response?.DecisionId = "";
        }

        return answer.ToString()!;
    }
}
