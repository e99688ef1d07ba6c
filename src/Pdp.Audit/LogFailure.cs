using Pdp.Bundles.Keeping;

namespace Pdp.Audit;

/// <summary>Why a log cannot be written.</summary>
/// <param name="Why">As operators are told it.</param>
/// <param name="Reason">As anybody may be told it: without the places where the log is kept.</param>
internal sealed record LogFailure(string Why, string Reason)
{
    private const int InputOutput = 5;
    private const int ReadOnly = 30;
    private const int Quota = 122;

    /// <summary>A failure that names no place.</summary>
    public LogFailure(string why)
        : this(why, why)
    {
    }

    /// <summary>What an exception says. Its message is for operators alone: it may name files.</summary>
    public static LogFailure Of(Exception exception) => new(exception.Message.TrimEnd('.'), exception switch
    {
        UnauthorizedAccessException => "permission denied",
        FileNotFoundException or DirectoryNotFoundException => "its folder is not there",
        IOException io => (io.HResult & 0xffff) switch
        {
            Private.DiskFull => "no space left on the device",
            Quota => "the disk quota is exceeded",
            InputOutput => "the disk reports an error",
            ReadOnly => "the file system is read-only",
            _ => "the log cannot be written",
        },
        _ => "the log cannot be written",
    });
}
