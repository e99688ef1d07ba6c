namespace Pdp.Client;

/// <summary>One of the PDPs, and whether it is passed over.</summary>
internal sealed class PoolMember(ConnectionHolder connections, HealthProbe probe, TimeSpan probeInterval, TimeProvider clock) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private Task _probing = Task.CompletedTask;
    private int _isDown;

    /// <summary>The connection to it.</summary>
    public ConnectionHolder Connections => connections;

    /// <summary>Whether it is passed over.</summary>
    public bool IsDown => Volatile.Read(ref _isDown) != 0;

    /// <summary>Passes it over until its health service says that it serves.</summary>
    public void PassOver()
    {
        if (Interlocked.Exchange(ref _isDown, 1) == 0) _probing = Task.Run(ProbeAsync);
    }

    /// <summary>Whether it serves.</summary>
    /// <exception cref="OperationCanceledException">The client ends.</exception>
    public Task<bool> IsWellAsync(CancellationToken cancellation) => probe.IsWellAsync(connections, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _probing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        connections.Dispose();
    }

    private async Task ProbeAsync()
    {
        do await Task.Delay(probeInterval, clock, _ending.Token);
        while (!await IsWellAsync(_ending.Token));
        Volatile.Write(ref _isDown, 0);
    }
}
