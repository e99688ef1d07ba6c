using System.CommandLine;
using System.Globalization;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;
using Pdp.Language.Values;

namespace Pdp.Cli.Checking;

/// <summary><c>pdp check</c>: one request a line in, one answer a line out.</summary>
internal sealed class CheckCommand : CliCommand
{
    private readonly Option<string> _policies = CommonOptions.Policies();
    private readonly Option<string?> _requests = CommonOptions.Requests();
    private readonly Option<Timestamp?> _now = CommonOptions.Now();
    private readonly Option<int> _maxLine = CommonOptions.MaxLine("answered as invalid");

    public CheckCommand(CliHost host)
        : base("check", "Answer requests from a file or a pipe. Reads one request a line and writes one answer a line, in "
            + "order; blank lines get no answer. A line that is no valid request is answered with INDETERMINATE and "
            + "code syntax-error, and the rest goes on.")
    {
        Add(_policies);
        Add(_requests);
        Add(_now);
        Add(_maxLine);
        Runs(host, (result, cancellation) => RunAsync(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp check --policies policies --requests requests.jsonl", "Answer the requests of a file."),
        new("tail -f requests.jsonl | pdp check -p policies", "Answer requests as they come."),
        new("pdp check -p policies -r requests.jsonl --now 2026-03-02T10:00:00Z", "Decide as of a given time."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "every line was answered, whatever the answers"),
        (ExitCodes.BadInput, "some line was no valid request (all were answered), or the command line is wrong"),
        (ExitCodes.PoliciesDoNotLoad, "the policies do not load: every error on standard error, no answer"),
    ];

    private async Task<int> RunAsync(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var errors = Consoles.Error(host, ColourMode.Auto);
        await using var input = RequestInput.Open(host, arguments.GetValue(_requests));
        var bundle = PolicyFolder.Load(arguments.GetRequiredValue(_policies), errors, cancellation);
        var fixedNow = arguments.GetValue(_now);
        using var loop = new CheckLoop(
            bundle, host.Output, () => fixedNow ?? Timestamp.From(host.Clock.GetUtcNow()), arguments.GetValue(_maxLine));
        await loop.RunAsync(input, cancellation);
        if (loop.Invalid == 0) return ExitCodes.Ok;

        errors.Error(string.Create(
            CultureInfo.InvariantCulture,
            $"{loop.Invalid} of {Counted.Of(loop.Answers, "request")} not valid, the first on line {loop.FirstInvalid}"));
        return ExitCodes.BadInput;
    }
}
