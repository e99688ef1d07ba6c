using System.CommandLine;
using Pdp.Cli.Access;
using Pdp.Cli.Auditing;
using Pdp.Cli.Bundling;
using Pdp.Cli.Checking;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Completing;
using Pdp.Cli.Diffing;
using Pdp.Cli.Evaluating;
using Pdp.Cli.Explaining;
using Pdp.Cli.Formatting;
using Pdp.Cli.Hosting;
using Pdp.Cli.Impacting;
using Pdp.Cli.LanguageServing;
using Pdp.Cli.Linting;
using Pdp.Cli.Output;
using Pdp.Cli.Scaffolding;
using Pdp.Cli.Schemas;
using Pdp.Cli.Shadowing;
using Pdp.Cli.Statistics;
using Pdp.Cli.Testing;
using Pdp.Cli.Validating;
using Pdp.Server;

namespace Pdp.Cli;

/// <summary>The <c>pdp</c> command.</summary>
internal static class PdpApp
{
    /// <summary>Runs a command line to its end.</summary>
    /// <param name="arguments">What was typed after <c>pdp</c>.</param>
    /// <param name="host">Streams, clock and environment.</param>
    /// <param name="cancellation">Stops the command as Ctrl-C does.</param>
    /// <returns>One of <see cref="ExitCodes"/>, or what <c>serve</c> returned.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, CliHost host, CancellationToken cancellation = default)
    {
        try
        {
            var code = await InvokeAsync(arguments, host, cancellation);
            host.Flush();
            return code;
        }
        catch (OutputClosedException)
        {
            return ExitCodes.OutputClosed;
        }
        catch (IOException failure)
        {
            return Tell(host, ExitCodes.InputOutputError, $"cannot read the input: {failure.Message}", null);
        }
        catch (OutputFailedException failure)
        {
            return Tell(host, ExitCodes.InputOutputError, $"cannot write the output: {failure.Message}", null);
        }
        catch (CliFailureException failure)
        {
            return Tell(host, failure.ExitCode, failure.Message, failure.Help);
        }
#pragma warning disable CA1031 // the one place where a fault of ours must not end in a stack trace on a user's terminal
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var code = Tell(
                host, ExitCodes.InternalError, "internal error: this is a fault in pdp, not in your policies",
                "set PDP_TRACE=1 to see where, and report it");
            if (host.Variable("PDP_TRACE") is "1") host.Err.WriteLine(fault);
            return code;
        }
    }

    /// <summary>The command line's grammar.</summary>
    internal static RootCommand CreateRoot(CliHost host)
    {
        var root = new RootCommand(
            "pdp decides by policy whether a subject may do an action on a resource. "
            + "It serves decisions, and checks, tests and explains the policies that make them.")
        {
            PdpServerCommand.Create(HelpText.ServeCommandName),
            new NewCommand(host),
            new ValidateCommand(host),
            new LintCommand(host),
            new FormatCommand(host),
            new LspCommand(host),
            new TestCommand(host),
            new CheckCommand(host),
            new ExplainCommand(host),
            new EvalCommand(host),
            new DiffCommand(host),
            new ImpactCommand(host),
            new ShadowCommand(host),
            new StatsCommand(host),
            new BundleCommand(host),
            new AuditCommand(host),
            new AccessCommand(host),
            new SchemaCommand(host),
            new CompletionCommand(host),
        };
        root.Options.Clear();
        root.Options.Add(HelpCommandLineAction.Option(host));
        root.Options.Add(VersionCommandLineAction.Option(host));
        return root;
    }

    private static async Task<int> InvokeAsync(
        IReadOnlyList<string> arguments, CliHost host, CancellationToken cancellation)
    {
        var root = CreateRoot(host);

        // `@file` is no way to give arguments here: a request may well start with @.
        var result = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0 && result.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            if (arguments.Count == 0) HelpText.Write(root, host.Err, host.Width());
            else UsageErrors.Write(result, Consoles.Error(host, ColourMode.Auto));
            return ExitCodes.BadInput;
        }

        return await result.InvokeAsync(
            new InvocationConfiguration
            {
                Output = host.Out,
                Error = host.Err,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // commands handle Ctrl-C themselves, see Interrupt; so does the server
            },
            cancellation);
    }

    private static int Tell(CliHost host, int code, string message, string? help)
    {
        try
        {
            if (code != ExitCodes.InputOutputError) host.Out.Flush();
            Consoles.Error(host, ColourMode.Auto).Error(message, help);
        }
        catch (Exception exception) when (exception is OutputClosedException or OutputFailedException)
        {
            // Nobody can be told; the exit code still says it.
        }

        return code;
    }
}
