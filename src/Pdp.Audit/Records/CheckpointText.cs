using System.Globalization;
using System.Text;

namespace Pdp.Audit.Records;

/// <summary>What is signed: of which log it is, where the chain stands before it, why it was made and how often there is a checkpoint.</summary>
internal static class CheckpointText
{
    /// <summary>The bytes that a checkpoint signs.</summary>
    /// <param name="log">The id of the log.</param>
    /// <param name="chain">Where the chain stands.</param>
    /// <param name="time">When it is signed, as the record says.</param>
    /// <param name="reason">Why, one of <see cref="CheckpointReasons"/>.</param>
    /// <param name="pace">How often there are some.</param>
    public static byte[] Of(string log, ChainState chain, DateTimeOffset time, string reason, CheckpointPace pace) =>
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"pdp audit checkpoint {AuditFormat.Version}\n{log}\n{chain.Sequence}\n{Convert.ToHexStringLower(chain.Hash)}\n{Text(time)}\n{reason}\n{pace.Milliseconds}\n{pace.Records}\n"));

    /// <summary>The bytes that the first line of a file signs: which file it is as well, so that it counts nowhere else.</summary>
    /// <param name="log">The id of the log.</param>
    /// <param name="number">The number of the file.</param>
    /// <param name="chain">Where the chain stands that it follows.</param>
    /// <param name="time">When it is signed, as the line says.</param>
    /// <param name="reason">Why, one of <see cref="CheckpointReasons"/>.</param>
    /// <param name="pace">How often there are checkpoints.</param>
    /// <param name="damaged">The file before whose end was found damaged, so that the chain begins anew; null: it was not.</param>
    public static byte[] OfFile(string log, long number, ChainState chain, DateTimeOffset time, string reason, CheckpointPace pace, string? damaged) =>
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"pdp audit file {AuditFormat.Version}\n{log}\n{number}\n{chain.Sequence}\n{Convert.ToHexStringLower(chain.Hash)}\n{Text(time)}\n{reason}\n{pace.Milliseconds}\n{pace.Records}\n{damaged}\n"));

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(AuditFormat.TimeFormat, CultureInfo.InvariantCulture);
}
