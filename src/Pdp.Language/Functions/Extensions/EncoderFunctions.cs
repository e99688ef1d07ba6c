using System.Buffers.Text;
using Pdp.Language.Runtime;
using Pdp.Language.Values;
using T = Pdp.Language.Types.CelType;

namespace Pdp.Language.Functions.Extensions;

/// <summary>cel-go's <c>encoders</c> library.</summary>
internal static class EncoderFunctions
{
    public static FunctionLibrary Library { get; } = new LibraryBuilder("encoders")
        .Function("base64.decode", "bytes from base64, with or without padding")
        .Global("base64_decode_string", T.Bytes, Decode, T.String)
        .Function("base64.encode", "bytes as base64")
        .Global("base64_encode_bytes", T.String, Encode, T.Bytes)
        .Function("json.encode", "a value as JSON")
        .Global("json_encode_dyn", T.String, JsonEncoder.Encode, T.Dyn)
        .Build();

    private static Value Decode(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        if (Work.Text(frame, text.Length) is { } limit) return Value.From(limit);
        // Unlike .NET, Go takes no blanks; line ends it skips.
        var digits = text.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
        if (!digits.Contains('=', StringComparison.Ordinal)) digits = digits.PadRight((digits.Length + 3) / 4 * 4, '=');
        var octets = new byte[digits.Length / 4 * 3];
        return !digits.AsSpan().ContainsAny(' ', '\t') && Base64.IsValid(digits)
            && Convert.TryFromBase64String(digits, octets, out var length)
            ? Value.From(new CelBytes(octets[..length]))
            : Value.Fail(EvalErrorCode.SyntaxError, $"{ValueLimits.Quote(text)} is no base64");
    }

    private static Value Encode(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var octets = arguments[0].AsBytes!.Span;
        if (Work.Text(frame, octets.Length) is { } limit) return Value.From(limit);
        return octets.Length / 3 * 4 > ValueLimits.MaxLength
            ? Value.From(ValueLimits.StringTooLong)
            : Value.From(Convert.ToBase64String(octets));
    }
}
