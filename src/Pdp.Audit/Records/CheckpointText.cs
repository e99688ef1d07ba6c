using System.Globalization;
using System.Text;

namespace Pdp.Audit.Records;

/// <summary>What a checkpoint signs: of which log it is, where the chain stands before it, why it was made and how often there are some.</summary>
internal static class CheckpointText
{
    /// <summary>The bytes that are signed.</summary>
    /// <param name="log">The id of the log.</param>
    /// <param name="chain">Where the chain stands.</param>
    /// <param name="time">When it is signed, as the record says.</param>
    /// <param name="reason">Why, one of <see cref="CheckpointReasons"/>.</param>
    /// <param name="pace">How often there are some.</param>
    public static byte[] Of(string log, ChainState chain, DateTimeOffset time, string reason, CheckpointPace pace) =>
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"pdp audit checkpoint {AuditFormat.Version}\n{log}\n{chain.Sequence}\n{Convert.ToHexStringLower(chain.Hash)}\n{time.UtcDateTime.ToString(AuditFormat.TimeFormat, CultureInfo.InvariantCulture)}\n{reason}\n{pace.Milliseconds}\n{pace.Records}\n"));
}
