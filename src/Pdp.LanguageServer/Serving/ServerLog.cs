using System.Globalization;

namespace Pdp.LanguageServer.Serving;

/// <summary>What the server does, line by line, for who looks for a fault.</summary>
/// <param name="writer">Where the lines go; null: nowhere.</param>
internal sealed class ServerLog(TextWriter? writer)
{
    private readonly Lock _lock = new();

    public void Write(string line, Exception? fault)
    {
        if (writer is null) return;
        try
        {
            lock (_lock)
            {
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {line.ReplaceLineEndings(" ")}"));
                if (fault is not null) writer.WriteLine(fault);
                writer.Flush();
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // a full disk must not end the work on policies
        }
    }
}
