using Google.Protobuf;
using Pdp.Wire.Requests;

namespace Pdp.Server.Services;

/// <summary>
/// A <c>google.rpc.Status</c> that holds a <c>google.rpc.BadRequest</c>, which clients of gRPC's richer error model read.
/// Written by hand: it is six fields.
/// </summary>
internal static class BadRequestDetail
{
    private const string TypeUrl = "type.googleapis.com/google.rpc.BadRequest";

    // Goes back as a header, in base64, beside the text that says the same.
    private const int LongestBytes = 2000;

    /// <summary>The bytes; violations that would make them too long are left out, the text tells how many there are.</summary>
    public static byte[] Encode(int code, string message, IReadOnlyList<Violation> violations)
    {
        var badRequest = Message(output =>
        {
            var written = 0;
            foreach (var (field, description) in violations)
            {
                var violation = Message(inner =>
                {
                    Write(inner, 1, field);
                    Write(inner, 2, description);
                });
                written += violation.Length;
                if (written > LongestBytes) break;
                Write(output, 1, violation);
            }
        });
        var any = Message(output =>
        {
            Write(output, 1, TypeUrl);
            Write(output, 2, badRequest);
        });
        return Message(output =>
        {
            output.WriteTag(1, WireFormat.WireType.Varint);
            output.WriteInt32(code);
            Write(output, 2, message);
            Write(output, 3, any);
        }).ToByteArray();
    }

    private static ByteString Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true)) write(output);
        return ByteString.CopyFrom(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(CodedOutputStream output, int number, string text)
    {
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    private static void Write(CodedOutputStream output, int number, ByteString bytes)
    {
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(bytes);
    }
}
