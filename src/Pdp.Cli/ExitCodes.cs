namespace Pdp.Cli;

/// <summary>What the command's exit code says. Scripts rely on these numbers: a code never changes its meaning.</summary>
public static class ExitCodes
{
    /// <summary>Done, and nothing to complain of.</summary>
    public const int Ok = 0;

    /// <summary>The policies are not valid, not clean or not formatted, a test of theirs failed, or an answer changes that must not.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong, or a request is none.</summary>
    public const int BadInput = 2;

    /// <summary>The policies do not load: nothing was decided.</summary>
    public const int PoliciesDoNotLoad = 3;

    /// <summary>A fault in this program (EX_SOFTWARE of sysexits.h).</summary>
    public const int InternalError = 70;

    /// <summary>A file or the output cannot be written or read (EX_IOERR of sysexits.h).</summary>
    public const int InputOutputError = 74;

    /// <summary>Stopped by Ctrl-C (128 + SIGINT, as shells count).</summary>
    public const int Interrupted = 130;

    /// <summary>Whoever read the output stopped reading (128 + SIGPIPE, as shells count).</summary>
    public const int OutputClosed = 141;
}
