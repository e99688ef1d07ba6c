using Pdp.Cli.Hosting;

namespace Pdp.Cli.Output;

/// <summary>
/// A line on a terminal that tells how far a long run is. Runs of less than half a second show none, and a pipe never sees
/// it: it goes to standard error and is wiped when the run ends.
/// </summary>
internal sealed class ProgressLine(CliHost host) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly bool _visible = host.ErrorIsTerminal && host.Variable("TERM") is not "dumb";
    private readonly long _started = host.Clock.GetTimestamp();
    private TimeSpan _shown;

    /// <summary>Shows how far the run is, if it is time to.</summary>
    public void Tell(Func<string> text)
    {
        if (!_visible) return;
        var elapsed = host.Clock.GetElapsedTime(_started);
        if (elapsed < Patience || elapsed - _shown < Pace) return;
        _shown = elapsed;
        host.Err.Write($"\r\u001b[K{text()}");
    }

    public void Dispose()
    {
        if (_shown > TimeSpan.Zero) host.Err.Write("\r\u001b[K");
    }
}
