using System.Text.Json;
using Pdp.Bundles.Archives.Signing;

namespace Pdp.Audit.Records;

/// <summary>The members of a line that tell a signature: those of a checkpoint, and of the first line of a file.</summary>
internal static class SignedMembers
{
    /// <summary>Writes them.</summary>
    /// <param name="writer">The line.</param>
    /// <param name="reason">Why it is signed, one of <see cref="CheckpointReasons"/>.</param>
    /// <param name="pace">How often there are checkpoints.</param>
    /// <param name="signature">The signature.</param>
    public static void Write(Utf8JsonWriter writer, string reason, CheckpointPace pace, BundleSignature signature)
    {
        writer.WriteString("reason", reason);
        writer.WriteNumber("everyMillis", pace.Milliseconds);
        writer.WriteNumber("everyRecords", pace.Records);
        writer.WriteString("key", signature.KeyId);
        writer.WriteString("algorithm", signature.Algorithm);
        writer.WriteBase64String("signature", signature.Value);
    }
}
