using System.Runtime.InteropServices;

namespace Pdp.Server.Hosting;

/// <summary>
/// Hears that the process is told to stop while there is no host yet that does. A second signal of the same kind, while what was begun
/// is being ended, ends the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly PosixSignalRegistration[] _signals;

    /// <summary>Begins to listen.</summary>
    /// <param name="cancellation">Stops as a signal does.</param>
    public StopSignals(CancellationToken cancellation)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _signals = [Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGINT), Register(PosixSignal.SIGQUIT)];
    }

    /// <summary>Ends when a signal came.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Stops as a signal does: nothing that was begun may go on.</summary>
    public Task StopAsync() => _stop.CancelAsync();

    /// <summary>Leaves the signals to the host.</summary>
    public void Release()
    {
        foreach (var signal in _signals) signal.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        _stop.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        if (_stop.IsCancellationRequested) return;
        context.Cancel = true;
        _stop.Cancel();
    });
}
