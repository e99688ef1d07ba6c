using Microsoft.Extensions.Hosting.Systemd;

namespace Pdp.Server.Hosting;

/// <summary>
/// Tells systemd how the server stands, where it wants to know (<c>Type=notify</c>: <c>sd_notify(3)</c>). The framework's own lifetime for
/// systemd says that the server is ready when it listens, which is before it wants calls. Only the run of the process tells: the rehearsal
/// is a server as well.
/// </summary>
internal static class ServiceManager
{
    private static readonly SystemdNotifier _notifier = new();

    /// <summary>The server wants calls.</summary>
    public static void TellReady() => Tell(ServiceState.Ready);

    /// <summary>It wants none any more, and ends.</summary>
    public static void TellStopping() => Tell(ServiceState.Stopping);

    private static void Tell(ServiceState state)
    {
        if (_notifier.IsEnabled) _notifier.Notify(state);
    }
}
