using System.Diagnostics.CodeAnalysis;
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
    /// <param name="teller">Is told when systemd cannot be.</param>
    public static void TellReady(Teller teller) => Tell(ServiceState.Ready, teller);

    /// <summary>It wants none any more, and ends.</summary>
    /// <param name="teller">Is told when systemd cannot be.</param>
    public static void TellStopping(Teller teller) => Tell(ServiceState.Stopping, teller);

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "whatever keeps systemd from hearing it: a server that serves goes on, and one that stops ends in good order")]
    private static void Tell(ServiceState state, Teller teller)
    {
        try
        {
            if (_notifier.IsEnabled) _notifier.Notify(state);
        }
        catch (Exception exception)
        {
            teller.Note($"systemd could not be told `{state}`: {exception.Message.TrimEnd('.')}");
        }
    }
}
