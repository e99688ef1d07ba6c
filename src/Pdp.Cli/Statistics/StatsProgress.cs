using System.Globalization;
using Pdp.Cli.Hosting;

namespace Pdp.Cli.Statistics;

/// <summary>
/// A line on a terminal that tells how far a long run is, as <c>pdp test</c> has it: not in the first half second, not in a
/// pipe, and wiped at the end.
/// </summary>
internal sealed class StatsProgress(CliHost host) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly bool _visible = host.ErrorIsTerminal && host.Variable("TERM") is not "dumb";
    private readonly long _started = host.Clock.GetTimestamp();
    private TimeSpan _shown;

    /// <summary>Tells how many rules and policies have been looked at.</summary>
    public void Tell(int done, int total)
    {
        if (!_visible) return;
        var elapsed = host.Clock.GetElapsedTime(_started);
        if (elapsed < Patience || elapsed - _shown < Pace) return;
        _shown = elapsed;
        host.Err.Write(string.Create(CultureInfo.InvariantCulture, $"\r\u001b[K{done:N0} of {total:N0} rules and policies"));
    }

    public void Dispose()
    {
        if (_shown > TimeSpan.Zero) host.Err.Write("\r\u001b[K");
    }
}
