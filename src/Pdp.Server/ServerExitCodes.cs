namespace Pdp.Server;

/// <summary>What the server's exit code says. Scripts rely on these numbers: a code never changes its meaning.</summary>
public static class ServerExitCodes
{
    /// <summary>Stopped as it was told to.</summary>
    public const int Ok = 0;

    /// <summary>It could not listen, or failed later.</summary>
    public const int Failed = 1;

    /// <summary>The command line or another setting is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The policies do not load: it never listened.</summary>
    public const int PoliciesDoNotLoad = 3;

    /// <summary>All of them with their meaning, for the help.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Ok, "stopped as it was told to"),
        (Failed, "it cannot listen (such as on a port in use), or failed later"),
        (Usage, "the command line or another setting is wrong"),
        (PoliciesDoNotLoad, "the policies do not load; every error is on standard error, and it never listened"),
    ];
}
