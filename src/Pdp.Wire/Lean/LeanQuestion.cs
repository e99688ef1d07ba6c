namespace Pdp.Wire.Lean;

/// <summary>The parts of a <c>pdp.v1.CheckStreamRequest</c>, in its bytes.</summary>
public readonly ref struct LeanQuestion
{
    private LeanQuestion(ulong id, ReadOnlySpan<byte> request)
    {
        Id = id;
        Request = request;
    }

    /// <summary>What the answer is to bear.</summary>
    public ulong Id { get; }

    /// <summary>The bytes of the question.</summary>
    public ReadOnlySpan<byte> Request { get; }

    /// <summary>Finds the parts.</summary>
    /// <param name="message">The bytes.</param>
    /// <param name="question">The parts.</param>
    /// <returns>Whether they were found; if not, the bytes may still be a question.</returns>
    public static bool TryFind(ReadOnlySpan<byte> message, out LeanQuestion question)
    {
        question = default;
        ulong id = 0;
        if (!message.IsEmpty && message[0] == WireTags.Varint1 && !TryVarint(ref message, out id)) return false;
        var fields = new WireCursor(message);
        if (!fields.TryTake(WireTags.Field2, out var request) || !fields.IsEmpty) return false;
        question = new LeanQuestion(id, request);
        return true;
    }

    private static bool TryVarint(ref ReadOnlySpan<byte> message, out ulong number)
    {
        // nine bytes of seven bits: ids that need the last bit take the long way
        const int MostBytes = 9;
        number = 0;
        for (var i = 1; i <= MostBytes && i < message.Length; i++)
        {
            number |= (ulong)(message[i] & 0x7f) << (7 * (i - 1));
            if (message[i] >= 0x80) continue;
            message = message[(i + 1)..];
            return true;
        }

        return false;
    }
}
