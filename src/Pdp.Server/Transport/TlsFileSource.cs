using Pdp.Server.Settings;

namespace Pdp.Server.Transport;

/// <summary>Encryption that comes from files, which are looked at by the clock.</summary>
/// <param name="options">Their names.</param>
internal sealed class TlsFileSource(TlsOptions options) : ITlsSource
{
    /// <inheritdoc/>
    public bool EndsWithCertificate => false;

    /// <inheritdoc/>
    public string? Withdrawn => null;

    /// <inheritdoc/>
    public void WhenChanged(Func<bool> look)
    {
    }

    /// <inheritdoc/>
    public ITlsMaterial Read() => TlsFiles.Read(options);

    /// <inheritdoc/>
    public Task ReadyAsync(CancellationToken cancellation) => Task.CompletedTask;
}
