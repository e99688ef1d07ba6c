using System.CommandLine;
using Pdp.Cli.Hosting;

namespace Pdp.Cli.CommandLine;

/// <summary>A subcommand: what it takes, what it does, and what its help adds to that.</summary>
/// <param name="name">What one types.</param>
/// <param name="description">What it does; the first sentence stands in the list of commands.</param>
internal abstract class CliCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines worth trying, each with what it does.</summary>
    public virtual IReadOnlyList<Example> Examples => [];

    /// <summary>The exit codes that this command has of its own, each with when.</summary>
    public virtual IReadOnlyList<(int Code, string Meaning)> Codes => [];

    /// <summary>Makes the command run a function with the host it was made for; Ctrl-C cancels the token.</summary>
    protected void Runs(CliHost host, Func<ParseResult, CancellationToken, Task<int>> run) =>
        SetAction(async (result, outer) =>
        {
            using var interrupt = new Interrupt(outer);
            try
            {
                return await run(result, interrupt.Token);
            }
            catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
            {
                host.Flush();
                return ExitCodes.Interrupted;
            }
        });

    /// <summary>The same for a command that waits for nothing.</summary>
    protected void Runs(CliHost host, Func<ParseResult, CancellationToken, int> run) =>
        Runs(host, (result, cancellation) => Task.FromResult(run(result, cancellation)));
}

/// <summary>A command line in the help.</summary>
/// <param name="Line">What to type.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record Example(string Line, string Meaning);
