namespace Pdp.Cli.CommandLine;

/// <summary>The exit codes as the help tells them.</summary>
internal static class ExitCodeHelp
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (ExitCodes.Ok, "done, nothing to complain of"),
        (ExitCodes.Failed, "the policies are not valid, a test failed, or with --exit-code an answer changes"),
        (ExitCodes.BadInput, "the command line is wrong, or a request is not valid"),
        (ExitCodes.PoliciesDoNotLoad, "the policies do not load; nothing was decided"),
        (ExitCodes.InternalError, "a fault in this program"),
        (ExitCodes.InputOutputError, "a file or the output cannot be read or written"),
        (ExitCodes.Interrupted, "stopped by Ctrl-C"),
        (ExitCodes.OutputClosed, "whoever read the output stopped reading"),
    ];
}
