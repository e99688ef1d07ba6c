using Pdp.Server.Hosting;

namespace Pdp.Server.Transport;

/// <summary>Where encryption comes from.</summary>
internal interface ITlsSource
{
    /// <summary>Whether nothing is served with a certificate that is not valid any more.</summary>
    bool EndsWithCertificate { get; }

    /// <summary>Why nothing that it has said counts any more, or null.</summary>
    string? Withdrawn { get; }

    /// <summary>Has the transport told when there may be something else.</summary>
    /// <param name="look">Tells it, and says whether what there is now is in force.</param>
    void WhenChanged(Func<bool> look);

    /// <summary>What it has now.</summary>
    ITlsMaterial Read();

    /// <summary>Waits until it has something, as the start does.</summary>
    /// <exception cref="StartUpException">It comes to have nothing.</exception>
    Task ReadyAsync(CancellationToken cancellation);
}
