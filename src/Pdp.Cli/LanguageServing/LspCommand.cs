using System.CommandLine;
using System.Text;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.LanguageServer;

namespace Pdp.Cli.LanguageServing;

/// <summary><c>pdp lsp</c>: what editors ask of policies.</summary>
internal sealed class LspCommand : CliCommand
{
    private readonly Option<string?> _log = new("--log") { HelpName = "FILE", Description = "file to which lines are added about what is asked, how long it takes, and faults" };
    private readonly Option<bool> _stdio = new("--stdio") { Description = "talk over standard input and output, as it does anyway: for editors that say so" };

    public LspCommand(CliHost host)
        : base("lsp", "Serve an editor over the Language Server Protocol. Tells what is wrong while policies are typed, in their expressions as well, "
            + "what things are, what may be written, where names are defined and read; gives names anew, fixes and formats. "
            + "It talks over standard input and output: an editor starts it.")
    {
        Add(_log);
        Add(_stdio);
        Runs(host, (result, cancellation) => RunAsync(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp lsp", "What an editor runs; docs/editors.md has its settings for several."),
        new("pdp lsp --log pdp-lsp.log", "Write down what is asked, to look for a fault."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "the editor asked for the shutdown and left"),
        (ExitCodes.Failed, "the editor left without, or sent what has not the form of messages"),
        (ExitCodes.BadInput, "the command line is wrong, or the log cannot be written"),
    ];

    private async Task<int> RunAsync(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        using var log = arguments.GetValue(_log) is { } path ? OpenLog(path) : null;
        try
        {
            var isDone = await PolicyLanguageServer.RunAsync(host.Input, host.Output, VersionCommandLineAction.Version, log, cancellation);
            return isDone ? ExitCodes.Ok : ExitCodes.Failed;
        }
        catch (InvalidDataException exception)
        {
            throw new CliFailureException(ExitCodes.Failed, $"the messages of the editor cannot be read any further: {exception.Message}", "`pdp lsp` is started by an editor, and talks over standard input and output: see docs/editors.md");
        }
    }

    private static StreamWriter OpenLog(string path)
    {
        try
        {
            return new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CliFailureException(ExitCodes.BadInput, $"cannot write `{path}`: {exception.Message}", null);
        }
    }
}
