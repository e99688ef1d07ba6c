using System.Globalization;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;

namespace Pdp.Cli.Testing;

/// <summary>Tells on a terminal how many tests have run.</summary>
internal sealed class TestProgress(CliHost host, int total) : IDisposable
{
    private readonly ProgressLine _line = new(host);
    private int _failed;

    /// <summary>Tells that a test has finished.</summary>
    public void Tell(int finished, bool passed)
    {
        if (!passed) _failed++;
        _line.Tell(() => string.Create(CultureInfo.InvariantCulture, $"{finished} of {total} tests, {_failed} failed"));
    }

    public void Dispose() => _line.Dispose();
}
