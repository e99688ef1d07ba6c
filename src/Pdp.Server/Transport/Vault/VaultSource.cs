using Pdp.Server.Hosting;
using Pdp.Server.Logging;
using Pdp.Server.Settings;

namespace Pdp.Server.Transport.Vault;

/// <summary>A certificate that Vault's PKI issues, and issues anew before it expires; who may connect comes from files.</summary>
internal sealed partial class VaultSource : ITlsSource, IAsyncDisposable
{
    /// <summary>How long the start waits for the first certificate.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);
    private const int MostSteps = 60;

    private readonly TlsOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<VaultSource> _logger;
    private readonly VaultClient _client;
    private readonly CancellationTokenSource _stopped = new();
    private volatile VaultCertificate? _certificate;
    private Func<bool>? _look;
    private Task _renewing = Task.CompletedTask;

    public VaultSource(TlsOptions options, TimeProvider clock, ILogger<VaultSource> logger)
    {
        _options = options;
        _clock = clock;
        _logger = logger;
        _client = new VaultClient(options);
    }

    /// <inheritdoc/>
    public bool EndsWithCertificate => true;

    /// <inheritdoc/>
    public string? Withdrawn => null;

    /// <inheritdoc/>
    public void WhenChanged(Func<bool> look) => Volatile.Write(ref _look, look);

    /// <inheritdoc/>
    public ITlsMaterial Read()
    {
        var certificate = _certificate ?? throw new InvalidOperationException("Vault has issued nothing yet");
        var place = _options.Vault!.ToString();
        return TlsFiles.Read(_options, new TlsFile(place, certificate.Chain, null, null), new TlsFile(place, certificate.Key, null, null));
    }

    /// <inheritdoc/>
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        var began = _clock.GetTimestamp();
        for (var tries = 1; _certificate is null; tries++)
        {
            try
            {
                _certificate = await _client.IssueAsync(cancellation);
            }
            catch (VaultException exception) when (exception.IsFinal || _clock.GetElapsedTime(began) + Step * tries > LongestStart)
            {
                throw new StartUpException(
                    $"Vault issues no certificate at `{_options.Vault}`: {exception.Message}", "look at the role, the names and the token's policy; the server does not go on without", exception);
            }
            catch (VaultException exception)
            {
                LogNotIssued(_logger, exception.Message, tries);
                await Task.Delay(Step * tries, _clock, cancellation);
            }
        }

        _renewing = Task.Run(() => RenewAsync(_stopped.Token), CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopped.Dispose();
    }

    // what is refused is asked for again, too: somebody may put right what is wrong, and the certificate in use runs out
    private async Task RenewAsync(CancellationToken cancellation)
    {
        var (tries, isRefused) = (0, false);
        var at = _certificate!.RenewAt;
        while (true)
        {
            // no timer is as long as a certificate may live
            for (var left = at - _clock.GetUtcNow(); left > TimeSpan.Zero; left = at - _clock.GetUtcNow())
                await Task.Delay(left < LongestPause ? left : LongestPause, _clock, cancellation);
            try
            {
                // what stood in the way of the last one may have been put right since, in the files beside it
                if (isRefused) isRefused = !Look();
                if (tries == 0 || isRefused || _certificate.RenewAt <= _clock.GetUtcNow())
                {
                    _certificate = await _client.IssueAsync(cancellation);
                    isRefused = !Look();
                }

                if (isRefused) LogNotTaken(_logger, Math.Min(++tries, MostSteps));
                else tries = 0;
            }
#pragma warning disable CA1031 // an error that nobody thought of must not end the renewing
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogNotIssued(_logger, exception.Message, Math.Min(++tries, MostSteps));
            }

            var pause = Step * Math.Min(Math.Max(tries, 1), MostSteps);
            var next = _clock.GetUtcNow() + pause;
            at = tries == 0 && _certificate.RenewAt > next ? _certificate.RenewAt : next;
        }

        bool Look() => Volatile.Read(ref _look)?.Invoke() ?? true;
    }

    [LoggerMessage(EventIds.VaultNotTaken, LogLevel.Error, "a certificate that Vault has issued is not taken, for what is told above, and another is asked for in {Pause} s; the one before is used until it expires", EventName = nameof(EventIds.VaultNotTaken))]
    private static partial void LogNotTaken(ILogger logger, int pause);

    [LoggerMessage(EventIds.VaultNotIssued, LogLevel.Error, "Vault issues no certificate, and is asked again in {Pause} s; what it issued before is used until it expires: {Why}", EventName = nameof(EventIds.VaultNotIssued))]
    private static partial void LogNotIssued(ILogger logger, string why, int pause);
}
