using System.Buffers.Binary;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>
/// Writes requests as Protobuf does, in a quarter of the time: from the end to the beginning, so that the length of each part is known when
/// it is needed and nothing is measured beforehand. A text that is not valid UTF-16 is refused; Protobuf would send it changed, and another
/// rule could fit it then.
/// </summary>
internal sealed class RequestWriter
{
    // JSON's own readers stop before that, as does the PDP
    private const int Deepest = 100;

    private const int FirstSize = 1024;
    private const int LargestKept = 64 * 1024;
    private const int LongestVarint = 10;

    private const byte Field1 = (1 << 3) | 2;
    private const byte Field2 = (2 << 3) | 2;
    private const byte Field3 = (3 << 3) | 2;
    private const byte Field4 = (4 << 3) | 2;
    private const byte Field6 = (6 << 3) | 2;
    private const byte Field7 = (7 << 3) | 2;
    private const byte ValueNull = 1 << 3;
    private const byte ValueNumber = (2 << 3) | 1;
    private const byte ValueText = Field3;
    private const byte ValueBool = 4 << 3;
    private const byte ValueStruct = (5 << 3) | 2;
    private const byte ValueList = Field6;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [ThreadStatic]
    private static RequestWriter? _ofThread;

    private byte[] _buffer = new byte[FirstSize];
    private int _start = FirstSize;

    private int Length => _buffer.Length - _start;

    /// <summary>The bytes of a request.</summary>
    /// <exception cref="UnsendableException">A text of it is not valid UTF-16, or it is nested too deep.</exception>
    public static byte[] Bytes(CheckRequest request)
    {
        var writer = _ofThread ??= new RequestWriter();
        writer._start = writer._buffer.Length;
        writer.Request(request);
        var bytes = writer._buffer.AsSpan(writer._start).ToArray();
        // what one long request needed is not kept for ever
        if (writer._buffer.Length > LargestKept) _ofThread = null;
        return bytes;
    }

    private void Request(CheckRequest request)
    {
        var part = "subject_token";
        try
        {
            Text(Field7, request.SubjectToken);
            part = "min_revision";
            Text(Field6, request.MinRevision);
            part = "context";
            Properties(Field4, request.Context);
            part = "resource";
            var mark = Length;
            Properties(Field3, request.Resource.Properties);
            Text(Field2, request.Resource.Id);
            Text(Field1, request.Resource.Type);
            Close(Field3, mark);
            part = "action";
            mark = Length;
            Properties(Field2, request.Action.Properties);
            Text(Field1, request.Action.Name);
            Close(Field2, mark);
            part = "subject";
            mark = Length;
            Properties(Field3, request.Subject.Properties);
            Text(Field2, request.Subject.Id);
            Text(Field1, request.Subject.Type);
            Close(Field1, mark);
        }
        catch (EncoderFallbackException)
        {
            throw new UnsendableException($"a text in `{part}` is not valid Unicode: it has one half of a surrogate pair");
        }
        catch (UnsendableException failure)
        {
            throw new UnsendableException($"`{part}` {failure.Message}");
        }
    }

    private void Properties(byte tag, Struct? properties)
    {
        if (properties is null) return;
        var mark = Length;
        Members(properties, 0);
        Close(tag, mark);
    }

    private void Members(Struct members, int depth)
    {
        if (depth > Deepest) throw new UnsendableException($"is nested more than {Deepest} deep");
        foreach (var (name, value) in members.Fields)
        {
            var mark = Length;
            Value(value, depth);
            Close(Field2, mark);
            TextAlways(Field1, name);
            Close(Field1, mark);
        }
    }

    private void Value(Value value, int depth)
    {
        switch (value.KindCase)
        {
            case Google.Protobuf.WellKnownTypes.Value.KindOneofCase.StringValue:
                TextAlways(ValueText, value.StringValue);
                break;
            case Google.Protobuf.WellKnownTypes.Value.KindOneofCase.NumberValue:
                Reserve(sizeof(double) + 1);
                _start -= sizeof(double);
                BinaryPrimitives.WriteDoubleLittleEndian(_buffer.AsSpan(_start), value.NumberValue);
                _buffer[--_start] = ValueNumber;
                break;
            case Google.Protobuf.WellKnownTypes.Value.KindOneofCase.BoolValue:
                Small(ValueBool, value.BoolValue ? (byte)1 : (byte)0);
                break;
            case Google.Protobuf.WellKnownTypes.Value.KindOneofCase.NullValue:
                Small(ValueNull, 0);
                break;
            case Google.Protobuf.WellKnownTypes.Value.KindOneofCase.StructValue:
                var mark = Length;
                Members(value.StructValue, depth + 1);
                Close(ValueStruct, mark);
                break;
            case Google.Protobuf.WellKnownTypes.Value.KindOneofCase.ListValue:
                mark = Length;
                List(value.ListValue, depth + 1);
                Close(ValueList, mark);
                break;
        }
    }

    private void List(ListValue list, int depth)
    {
        if (depth > Deepest) throw new UnsendableException($"is nested more than {Deepest} deep");
        for (var i = list.Values.Count - 1; i >= 0; i--)
        {
            var mark = Length;
            Value(list.Values[i], depth);
            Close(Field1, mark);
        }
    }

    private void Text(byte tag, string text)
    {
        if (text.Length > 0) TextAlways(tag, text);
    }

    private void TextAlways(byte tag, string text)
    {
        var count = Strict.GetByteCount(text);
        Reserve(count + LongestVarint + 1);
        _start -= count;
        Strict.GetBytes(text, _buffer.AsSpan(_start, count));
        Head(tag, count);
    }

    private void Small(byte tag, byte value)
    {
        Reserve(2);
        _buffer[--_start] = value;
        _buffer[--_start] = tag;
    }

    // what was written since the mark is a part
    private void Close(byte tag, int mark)
    {
        Reserve(LongestVarint + 1);
        Head(tag, Length - mark);
    }

    private void Head(byte tag, int length)
    {
        var size = 1;
        for (var rest = length >> 7; rest != 0; rest >>= 7) size++;
        _start -= size;
        for (var i = 0; i < size - 1; i++)
        {
            _buffer[_start + i] = (byte)(length | 0x80);
            length >>= 7;
        }

        _buffer[_start + size - 1] = (byte)length;
        _buffer[--_start] = tag;
    }

    private void Reserve(int count)
    {
        if (_start >= count) return;
        var length = Length;
        var larger = new byte[Math.Max(_buffer.Length * 2, length + count)];
        _buffer.AsSpan(_start).CopyTo(larger.AsSpan(larger.Length - length));
        _start = larger.Length - length;
        _buffer = larger;
    }
}
