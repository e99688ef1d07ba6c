using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Archives;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;
using Pdp.Language.Values;
using Spectre.Console;

namespace Pdp.Cli.Bundling;

/// <summary><c>pdp bundle build DIR</c>: makes a bundle of a folder.</summary>
internal sealed class BuildCommand : CliCommand
{
    private readonly Argument<string> _folder = CommonOptions.Folder();
    private readonly Option<string> _output = new("--output", "-o") { HelpName = "FILE", Description = "the bundle, in place of an older one", Required = true };
    private readonly Option<long?> _sequence = new("--sequence")
    {
        HelpName = "NUMBER",
        Description = "a number that grows from one bundle to the next: servers refuse to go back",
        CustomParser = ParseSequence,
    };

    private readonly Option<DateTimeOffset?> _notAfter = new("--not-after")
    {
        HelpName = "RFC3339",
        Description = "time after which servers must not rely on it, such as 2026-03-02T10:00:00Z",
        CustomParser = ParseTime,
    };

    private readonly Option<TimeSpan?> _validFor = new("--valid-for")
    {
        HelpName = "DURATION",
        Description = "the same as a time from now on, such as 72h",
        CustomParser = ParseDuration,
    };

    private readonly Option<string?> _key = new("--sign-key") { HelpName = "FILE", Description = "sign it with this private key (PEM: ECDSA on P-256 or P-384, or RSA)" };
    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public BuildCommand(CliHost host)
        : base("build", "Make a bundle of a folder of policies. The policies have to load, and their tests with `beforeActivation` "
            + "to pass: else nothing is written. The same folder makes the same bundle.")
    {
        Add(_folder);
        Add(_output);
        Add(_sequence);
        Add(_notAfter);
        Add(_validFor);
        Add(_key);
        Add(_colour);
        Validators.Add(result =>
        {
            if (result.GetResult(_notAfter) is not null && result.GetResult(_validFor) is not null)
                result.AddError("`--not-after` and `--valid-for` say the same: give one of them");
        });
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp bundle build policies -o policies.tgz --sign-key release.pem", "A signed bundle."),
        new("pdp bundle build policies -o policies.tgz --sequence 42 --valid-for 72h --sign-key release.pem", "One that no older one can take the place of, and that has to be renewed."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "built"),
        (ExitCodes.Failed, "a test with `beforeActivation` fails, or it would have expired already: nothing written"),
        (ExitCodes.BadInput, "the command line is wrong, or the key cannot be used"),
        (ExitCodes.PoliciesDoNotLoad, "the policies do not load: nothing written"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var colour = arguments.GetValue(_colour);
        var errors = Consoles.Error(host, colour);
        var now = host.Clock.GetUtcNow();
        using var key = arguments.GetValue(_key) is { } path ? KeyFiles.ReadPrivate(path, errors) : null;
        var facts = new ManifestFacts
        {
            Sequence = arguments.GetValue(_sequence),
            NotAfter = arguments.GetValue(_notAfter) ?? (arguments.GetValue(_validFor) is { } span ? now + span : null),
        };
        var bundle = PolicyFolder.Load(arguments.GetRequiredValue(_folder), errors, cancellation);
        bundle = bundle with { Origin = bundle.Origin with { IsArchive = true, Sequence = facts.Sequence, NotAfter = facts.NotAfter } };
        var objections = ActivationCheck.Run(bundle, marks: null, now, cancellation);
        foreach (var objection in objections) DiagnosticPainter.Write(errors, objection);
        if (!objections.IsEmpty)
            throw new CliFailureException(ExitCodes.Failed, $"the policies in `{bundle.Directory}` could not be put in force: {Counted.Of(objections.Length, "error")}");

        var output = arguments.GetRequiredValue(_output);
        Manifest? manifest = null;
        NamedFile.Replace(output, stream => manifest = BundleArchive.Write(stream, bundle, facts, key));
        var console = Consoles.Output(host, colour);
        console.Line(("built", Palette.Good), ($" {Printable.OneLine(output)}", Palette.Plain));
        ManifestText.Write(console, manifest!, key?.Id, isProven: true);
        return ExitCodes.Ok;
    }

    private static long? ParseSequence(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= ManifestFacts.LargestSequence) return number;
        result.AddError($"`{CommonOptions.NameOf(result)}`: expected a whole number from 1 to {ManifestFacts.LargestSequence}, got `{text}`");
        return null;
    }

    private static DateTimeOffset? ParseTime(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var value = CelText.ParseTimestamp(text);
        if (value.Kind == ValueKind.Timestamp)
            return DateTimeOffset.FromUnixTimeSeconds(value.AsTimestamp.Seconds).AddTicks(value.AsTimestamp.Nanos / TimeSpan.NanosecondsPerTick);
        result.AddError($"`{CommonOptions.NameOf(result)}`: expected a time such as `2026-03-02T10:00:00Z`, got `{text}`");
        return null;
    }

    private static TimeSpan? ParseDuration(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var value = CelText.ParseDuration(text);
        if (value.Kind == ValueKind.Duration && value.AsDurationNanos > 0) return TimeSpan.FromTicks(Math.Max(1, value.AsDurationNanos / TimeSpan.NanosecondsPerTick));
        result.AddError($"`{CommonOptions.NameOf(result)}`: expected a duration such as `72h`, got `{text}`");
        return null;
    }
}
