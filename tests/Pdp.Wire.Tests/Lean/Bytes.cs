using System.Buffers.Binary;
using System.Text;

namespace Pdp.Wire.Tests.Lean;

/// <summary>Messages written by hand, in forms that libraries do not write.</summary>
internal static class Bytes
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int Delimited = 2;
    public const int GroupStart = 3;
    public const int GroupEnd = 4;
    public const int Fixed32 = 5;

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(static part => part)];

    public static byte[] Tag(int field, int type) => Number((ulong)((field << 3) | type));

    public static byte[] Number(ulong number, int padding = 0)
    {
        var bytes = new List<byte>();
        for (; number >= 0x80; number >>= 7) bytes.Add((byte)(number | 0x80));
        bytes.Add((byte)number);
        for (; padding > 0; padding--)
        {
            bytes[^1] |= 0x80;
            bytes.Add(0);
        }

        return [.. bytes];
    }

    /// <summary>A length-delimited field.</summary>
    public static byte[] Field(int field, params byte[][] content)
    {
        var all = Join(content);
        return Join(Tag(field, Delimited), Number((ulong)all.Length), all);
    }

    /// <summary>The same with a length in more bytes than it needs.</summary>
    public static byte[] PaddedField(int field, int padding, params byte[][] content)
    {
        var all = Join(content);
        return Join(Tag(field, Delimited), Number((ulong)all.Length, padding), all);
    }

    public static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Double(double number)
    {
        var bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
        return bytes;
    }

    public static byte[] NumberValue(double number) => Join(Tag(2, Fixed64), Double(number));

    public static byte[] StringValue(string text) => Text(3, text);

    /// <summary>An entry of a struct.</summary>
    public static byte[] Entry(string name, byte[] value) => Field(1, Text(1, name), Field(2, value));

    public static byte[] Subject(params byte[][] more) => Field(1, [Text(1, "user"), Text(2, "alice"), .. more]);

    public static byte[] Action(params byte[][] more) => Field(2, [Text(1, "read"), .. more]);

    public static byte[] Resource(params byte[][] more) => Field(3, [Text(1, "document"), Text(2, "d1"), .. more]);

    /// <summary>A request with this context.</summary>
    public static byte[] WithContext(params byte[][] context) => Join(Subject(), Action(), Resource(), Field(4, context));

    /// <summary>A request whose context has an attribute that the policies read.</summary>
    public static byte[] WithRead(params byte[][] value) => WithContext(Entry("a", Join(value)));

    /// <summary>A request whose context has an attribute that the policies do not read.</summary>
    public static byte[] WithUnread(params byte[][] value) => WithContext(Entry("unread", Join(value)));

    /// <summary>Lists within one another, the innermost empty.</summary>
    public static byte[] Lists(int levels)
    {
        byte[] inner = [];
        for (var i = 0; i < levels; i++) inner = Field(6, i == 0 ? [] : Field(1, inner));
        return inner;
    }
}
