using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;
using V1 = Pdp.Contracts.V1;

namespace Pdp.Wire.Lean;

/// <summary>The parts of a <c>pdp.v1.CheckBatchRequest</c>, in its bytes.</summary>
public readonly ref struct LeanBatch
{
    private LeanBatch(ReadOnlySpan<byte> message, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> context, int count)
    {
        Message = message;
        Subject = subject;
        Context = context;
        Count = count;
    }

    /// <summary>How many items there are.</summary>
    public int Count { get; }

    /// <summary>The id of their subject, in UTF-8; empty where the batch is not for this way.</summary>
    public ReadOnlySpan<byte> SubjectId => LeanRequestReader.EntityId(Subject);

    internal ReadOnlySpan<byte> Message { get; }

    internal ReadOnlySpan<byte> Subject { get; }

    internal ReadOnlySpan<byte> Context { get; }

    /// <summary>Finds the parts.</summary>
    /// <param name="message">The bytes.</param>
    /// <param name="batch">The parts.</param>
    /// <returns>Whether they were found; if not, the bytes may still be a batch.</returns>
    public static bool TryFind(ReadOnlySpan<byte> message, out LeanBatch batch)
    {
        batch = default;
        ReadOnlySpan<byte> subject = default, context = default;
        var seen = 0;
        var count = 0;
        for (var fields = new WireCursor(message); !fields.IsEmpty;)
        {
            if (!fields.TryTake(out var tag, out var content)) return false;
            if (tag == WireTags.Field5) count++;
            else if (!LeanRequestReader.IsFirst(tag, ref seen)) return false;
            else if (tag == WireTags.Field1) subject = content;
            else if (tag == WireTags.Field4) context = content;
            else return false;
        }

        batch = new LeanBatch(message, subject, context, count);
        return true;
    }

    /// <summary>An item as the request that <c>Check</c> would be asked.</summary>
    /// <param name="item">The bytes of the item.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such messages.</exception>
    public CheckRequest ToMessage(ReadOnlySpan<byte> item)
    {
        var own = CheckBatchItem.Parser.ParseFrom(item);
        return new CheckRequest
        {
            Subject = V1.Subject.Parser.ParseFrom(Subject), Action = own.Action, Resource = own.Resource, Context = Struct.Parser.ParseFrom(Context),
        };
    }

    /// <summary>Most bytes that <see cref="CopyRequest"/> writes for an item.</summary>
    public int MostRequestBytes(ReadOnlySpan<byte> item) => Subject.Length + Context.Length + item.Length + (2 * MostHead);

    /// <summary>Writes an item as the bytes of the <c>CheckRequest</c> that would ask the same.</summary>
    /// <param name="item">The bytes of the item.</param>
    /// <param name="to">Gets the bytes.</param>
    /// <returns>How many they are.</returns>
    public int CopyRequest(ReadOnlySpan<byte> item, Span<byte> to)
    {
        // an item's fields have the numbers that they have in a request
        var length = Copy(WireTags.Field1, Subject, to);
        item.CopyTo(to[length..]);
        length += item.Length;
        return length + Copy(WireTags.Field4, Context, to[length..]);
    }

    private const int MostHead = 6;

    private static int Copy(byte tag, ReadOnlySpan<byte> content, Span<byte> to)
    {
        to[0] = tag;
        var head = 1;
        for (var rest = (uint)content.Length; ; rest >>= 7)
        {
            to[head++] = (byte)(rest < 0x80 ? rest : rest | 0x80);
            if (rest < 0x80) break;
        }

        content.CopyTo(to[head..]);
        return head + content.Length;
    }

    /// <summary>The items, one after another.</summary>
    public Enumerator GetEnumerator() => new(Message);

    /// <summary>Goes through the items.</summary>
    public ref struct Enumerator
    {
        private WireCursor _fields;

        internal Enumerator(ReadOnlySpan<byte> message) => _fields = new WireCursor(message);

        /// <summary>The bytes of the item.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        /// <summary>Goes on to the next item.</summary>
        public bool MoveNext()
        {
            while (_fields.TryTake(out var tag, out var content))
            {
                if (tag != WireTags.Field5) continue;
                Current = content;
                return true;
            }

            return false;
        }
    }
}
