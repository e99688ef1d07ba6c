namespace Pdp.Wire.Lean;

/// <summary>What goes around an answer, or an error in its place, where there are many of them.</summary>
public static class LeanEnvelopes
{
    /// <summary>Makes a <c>pdp.v1.CheckStreamResponse</c> of the <c>CheckResponse</c> that was written.</summary>
    public static void CloseStreamed(ReverseWriter writer, ulong id)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Close(WireTags.Field2, 0);
        writer.Integer(WireTags.Varint1, id);
    }

    /// <summary>Makes an item of a <c>pdp.v1.CheckBatchResponse</c> of the <c>CheckResponse</c> that was written.</summary>
    public static void CloseItem(ReverseWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Close(WireTags.Field1, 0);
        writer.Close(WireTags.Field1, 0);
    }
}
