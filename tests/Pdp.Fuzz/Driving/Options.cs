using System.Globalization;
using Pdp.Fuzz.Targets;

namespace Pdp.Fuzz.Driving;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Usage =
        "usage: Pdp.Fuzz parser|evaluator [--seconds N] [--out FOLDER] [--seed N] [--first] [--patience N] [--replay FILE]\n"
        + "  --seconds  how long to fuzz (600)\n"
        + "  --out      where the corpus and what is found are kept (artifacts/fuzz/TARGET)\n"
        + "  --seed     of the random choices\n"
        + "  --first    ends with the first finding\n"
        + "  --patience an input that runs for so many seconds is taken for endless (30)\n"
        + "  --replay   runs the input of a finding once";

    public required ITarget Target { get; init; }

    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>An input that runs for so long is taken for endless.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    public required string Folder { get; init; }

    public int? Seed { get; init; }

    public string? Replay { get; init; }

    public bool EndsWithFirst { get; init; }

    public bool IsWorker { get; init; }

    public string BoardPath => Path.Combine(Folder, "board.bin");

    public string CorpusPath => Path.Combine(Folder, "corpus.txt");

    public string FindingsFolder => Path.Combine(Folder, "findings");

    /// <exception cref="FormatException">The arguments make no sense; the message says why.</exception>
    public static Options Parse(string[] arguments)
    {
        if (arguments.Length == 0) throw new FormatException("expected a target");
        var name = arguments[0];
        ITarget target = name switch
        {
            "parser" => new ParserTarget(),
            "evaluator" => new EvaluatorTarget(),
            _ when PlantedTarget.Harms.Contains(name) => new PlantedTarget(name),
            _ => throw new FormatException($"unknown target `{name}`"),
        };
        var options = new Options { Target = target, Folder = Path.Combine("artifacts", "fuzz", name) };
        for (var i = 1; i < arguments.Length; i++)
        {
            var option = arguments[i];
            if (option is "--worker" or "--first")
            {
                options = option == "--worker" ? options with { IsWorker = true } : options with { EndsWithFirst = true };
                continue;
            }

            if (++i == arguments.Length) throw new FormatException($"expected a value behind `{option}`");
            options = option switch
            {
                "--seconds" => options with { Time = TimeSpan.FromSeconds(Number(arguments[i])) },
                "--patience" => options with { Patience = TimeSpan.FromSeconds(Number(arguments[i])) },
                "--out" => options with { Folder = arguments[i] },
                "--seed" => options with { Seed = Number(arguments[i]) },
                "--replay" => options with { Replay = arguments[i] },
                _ => throw new FormatException($"unknown option `{option}`"),
            };
        }

        return options;
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"expected a number, got `{text}`");
}
