namespace Pdp.Cli.CommandLine;

/// <summary>The exit codes as the help tells them.</summary>
internal static class ExitCodeHelp
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (ExitCodes.Ok, "done, nothing to complain of"),
        (ExitCodes.Failed, "the policies are not valid, a test failed, the coverage is below --min, the linter found something, a file is not formatted, "
            + "an expression has no value, a bundle would be refused, a decision log is not what was written, or with --exit-code an answer changes"),
        (ExitCodes.BadInput, "the command line is wrong, a file that it names cannot be read, or a request, or a record of a log, is not valid"),
        (ExitCodes.PoliciesDoNotLoad, "the policies do not load; nothing was decided"),
        (ExitCodes.InternalError, "a fault in this program"),
        (ExitCodes.InputOutputError, "reading broke off, a server does not answer, or a file or the output cannot be written"),
        (ExitCodes.Interrupted, "stopped by Ctrl-C"),
        (ExitCodes.OutputClosed, "whoever read the output stopped reading"),
    ];
}
