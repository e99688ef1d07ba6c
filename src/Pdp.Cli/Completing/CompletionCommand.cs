using System.CommandLine;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;

namespace Pdp.Cli.Completing;

/// <summary><c>pdp completion SHELL</c>: the script that makes a shell ask <c>pdp [suggest:N] LINE</c>.</summary>
internal sealed class CompletionCommand : CliCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish", "pwsh"];

    private readonly Argument<string> _shell = new("SHELL") { Description = $"one of {string.Join(", ", Shells)}" };

    public CompletionCommand(CliHost host)
        : base("completion", "Print a script that completes pdp's commands and options in a shell. "
            + "The script says in its first lines where it belongs.")
    {
        _shell.CompletionSources.Add(Shells);
        _shell.Validators.Add(static result =>
        {
            var shell = result.Tokens[0].Value;
            if (!Shells.Contains(shell, StringComparer.Ordinal))
            {
                result.AddError($"`SHELL`: expected one of {string.Join(", ", Shells.Select(static s => $"`{s}`"))}, got `{shell}`");
            }
        });
        Add(_shell);
        Runs(host, (result, _) => Run(host, result));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("source <(pdp completion bash)", "Complete in this bash."),
        new("pdp completion fish | source", "Complete in this fish."),
    ];

    private int Run(CliHost host, ParseResult arguments)
    {
        var shell = arguments.GetRequiredValue(_shell);
        using var script = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion.{shell}")!;
        script.CopyTo(host.Output);
        host.Output.Flush();
        return ExitCodes.Ok;
    }
}
