using System.Globalization;
using System.Text;

namespace Pdp.Audit.Records;

/// <summary>What a checkpoint signs: where the chain stands before it.</summary>
internal static class CheckpointText
{
    public static byte[] Of(long sequence, ReadOnlySpan<byte> hash) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"pdp audit checkpoint {AuditFormat.Version}\n{sequence}\n{Convert.ToHexStringLower(hash)}\n"));
}
