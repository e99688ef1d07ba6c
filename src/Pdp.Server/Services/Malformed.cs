using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Wire.Requests;

namespace Pdp.Server.Services;

/// <summary>What callers are told of requests that are none.</summary>
internal static class Malformed
{
    // Goes back as a header, percent-encoded: common clients take 8 kB of them in all.
    private const int LongestSent = 2000;

    private const int LongestWord = 128;

    private const string DetailsHeader = "grpc-status-details-bin";

    /// <summary>The failure of a call whose bytes are no message.</summary>
    public static RpcException Call(string fault) => new(new Status(StatusCode.InvalidArgument, fault));

    /// <summary>The failure of a call whose message is no request, with the places also as a <c>google.rpc.BadRequest</c>.</summary>
    public static RpcException Call(IReadOnlyList<Violation> violations)
    {
        var text = Text(violations);
        var trailers = new Metadata { { DetailsHeader, BadRequestDetail.Encode((int)StatusCode.InvalidArgument, text, violations) } };
        return new RpcException(new Status(StatusCode.InvalidArgument, text), trailers);
    }

    /// <summary>The same for one item of many.</summary>
    public static CheckError Item(IReadOnlyList<Violation> violations)
    {
        var error = new CheckError { Code = (int)StatusCode.InvalidArgument, Message = Text(violations) };
        foreach (var (field, description) in violations)
        {
            error.Violations.Add(new FieldViolation { Field = field, Description = description });
        }

        return error;
    }

    /// <summary>A caller's word as messages show it: cut when it is long.</summary>
    public static string Shown(string word) =>
        word.Length > LongestWord ? word[..(char.IsHighSurrogate(word[LongestWord - 1]) ? LongestWord - 1 : LongestWord)] + "…" : word;

    private static string Text(IReadOnlyList<Violation> violations)
    {
        var text = new StringBuilder("malformed request: ");
        for (var i = 0; i < violations.Count; i++)
        {
            if (i > 0) text.Append("; ");
            text.Append(violations[i].ToString());
        }

        var all = text.ToString();
        return Fitting(all) is var length && length < all.Length ? all[..length] + "…" : all;
    }

    // How much of a text can be sent, in UTF-16 units.
    private static int Fitting(string text)
    {
        var sent = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            sent += rune.Value is >= ' ' and <= '~' and not '%' ? 1 : 3 * rune.Utf8SequenceLength;
            if (sent > LongestSent) break;
            length += rune.Utf16SequenceLength;
        }

        return length;
    }
}
