using Google.Protobuf;
using Pdp.Engine.Decisions;
using Pdp.Wire.Lean;
using V1 = Pdp.Contracts.V1;

namespace Pdp.Wire.Answers;

/// <content>The same answers as bytes, without messages in between.</content>
public sealed partial class AnswerWriter
{
    private readonly EncodedParts _parts = new(rules);

    /// <summary>Writes the bytes of the message for an answer.</summary>
    /// <param name="decision">The answer.</param>
    /// <param name="id">Its name in the records, in UTF-8.</param>
    /// <param name="writer">Where they go.</param>
    public void Write(Decision decision, ReadOnlySpan<byte> id, ReverseWriter writer)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Integer(WireTags.Varint12, sequence);
        if (!id.IsEmpty) writer.Bytes(WireTags.Field11, id);
        Same(WireTags.Field10, decision.Revision, writer);
        for (var i = decision.Shadows.Count - 1; i >= 0; i--)
        {
            if (decision.Shadows[i].Differs) Write(decision.Shadows[i], writer);
        }

        for (var i = decision.Misfits.Count - 1; i >= 0; i--) writer.TextAlways(WireTags.Field8, decision.Misfits[i]);
        Same(WireTags.Field7, decision.Status, writer);

        // with its place in the text an error is worth a message: who meets one has other costs
        for (var i = decision.Errors.Count - 1; i >= 0; i--) writer.Bytes(WireTags.Field6, ToMessage(decision.Errors[i]).ToByteArray());
        for (var i = decision.Advice.Count - 1; i >= 0; i--) Write(WireTags.Field5, decision.Advice[i], writer);
        for (var i = decision.Obligations.Count - 1; i >= 0; i--) Write(WireTags.Field4, decision.Obligations[i], writer);
        for (var i = decision.Determining.Count - 1; i >= 0; i--) Write(decision.Determining[i], writer);
        var outcome = ToMessage(decision.Outcome);
        writer.Integer(WireTags.Varint2, outcome == V1.Decision.Permit ? 1u : 0u);
        writer.Integer(WireTags.Varint1, (ulong)outcome);
    }

    // a text that comes as the same object each time
    private void Same(byte tag, string text, ReverseWriter writer)
    {
        if (_parts.TryWrite(tag, text, writer)) return;
        var mark = writer.Length;
        writer.Text(tag, text);
        _parts.Keep(tag, text, writer.Written[..(writer.Length - mark)]);
    }

    private void Write(DeterminingRule rule, ReverseWriter writer)
    {
        if (_parts.TryWrite(WireTags.Field3, rule, writer)) return;
        var mark = writer.Length;
        writer.Text(WireTags.Field4, rule.Reason ?? "");
        writer.Text(WireTags.Field3, rule.Rule ?? "");
        writer.Integer(WireTags.Varint2, (ulong)(long)rule.Version);
        writer.Text(WireTags.Field1, rule.Policy);
        writer.Close(WireTags.Field3, mark);
        _parts.Keep(WireTags.Field3, rule, writer.Written[..(writer.Length - mark)]);
    }

    private static void Write(byte tag, Notice notice, ReverseWriter writer)
    {
        var mark = writer.Length;
        LeanValueWriter.Members(writer, notice.Properties);
        writer.Close(WireTags.Field2, mark);
        writer.Text(WireTags.Field1, notice.Id);
        writer.Close(tag, mark);
    }

    private static void Write(ShadowDecision shadow, ReverseWriter writer)
    {
        var mark = writer.Length;
        writer.Integer(WireTags.Varint4, (ulong)ToMessage(shadow.InForce));
        writer.Integer(WireTags.Varint3, (ulong)ToMessage(shadow.Outcome));
        writer.Integer(WireTags.Varint2, (ulong)(long)shadow.Version);
        writer.Text(WireTags.Field1, shadow.Policy);
        writer.Close(WireTags.Field9, mark);
    }
}
