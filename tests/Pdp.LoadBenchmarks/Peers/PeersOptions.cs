using System.Globalization;
using System.Text;

namespace Pdp.LoadBenchmarks.Peers;

/// <summary>What <c>peers</c> measures, how long and where.</summary>
internal sealed record PeersOptions
{
    /// <summary>Where the report goes.</summary>
    public string Out { get; init; } = Path.Combine("artifacts", "peers");

    /// <summary>A file of figures of an earlier run: the report is written again, and nothing is measured.</summary>
    public string? From { get; init; }

    /// <summary>The PDP's program, such as a published one; null: the one that was built with this project.</summary>
    public string? Server { get; init; }

    /// <summary>The program of Cerbos; null: it is looked for.</summary>
    public string? Cerbos { get; init; }

    /// <summary>Policies, and Cerbos where npm installs it.</summary>
    public string Work { get; init; } = Path.Combine(Path.GetTempPath(), "pdp-load-benchmarks");

    /// <summary>Numbers of rules.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [10, 100, 1000, 10_000, 100_000];

    /// <summary>The largest number of rules that Cerbos gets: 10,000 typed rules take it more than a minute to load.</summary>
    public int CerbosLargest { get; init; } = 1000;

    /// <summary>Kinds of policies.</summary>
    public IReadOnlyList<string> Shapes { get; init; } = ["typed", "flat"];

    /// <summary>Load that is not measured on each .NET server: the runtime compiles beside it, on the same processor.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>The same for Cerbos, which is compiled before.</summary>
    public TimeSpan CerbosWarmUp { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>One measurement.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Measurements of each server; the servers take turns.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>How often a measurement is taken at most, until others leave the machine alone: the least disturbed one counts.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>Calls a second of the open loop when Cerbos is not there to be half of.</summary>
    public double Rate { get; init; } = 2000;

    public int ServerProcessor { get; init; }

    public int DriverProcessor { get; init; } = 1;

    /// <summary>A run of under two minutes, to see that all works: its figures are not warm.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Something for the report that the program cannot know, such as what else the machine did.</summary>
    public string? Note { get; init; }

    /// <summary>The line that starts the same again.</summary>
    public string CommandLine { get; init; } = "";

    private const string Usage = """
        usage: dotnet run -c Release --project tests/Pdp.LoadBenchmarks -- peers [options]
          --quick                   a smoke run of under two minutes
          --out FOLDER              where the report goes (artifacts/peers)
          --from FILE               write the report of an earlier run's figures again
          --server DLL              the server to measure, such as a published one (the one built with this project)
          --cerbos FILE             the program of Cerbos (looked for in PATH and in node_modules of here and of --work)
          --cerbos-largest N        the most rules that Cerbos gets (1000)
          --sizes N,N,…             numbers of rules (10,100,1000,10000,100000)
          --shapes typed,flat       kinds of policies
          --warm-up SECONDS         load on each .NET server before it is measured (40)
          --cerbos-warm-up SECONDS  the same for Cerbos (8)
          --seconds SECONDS         one measurement (5)
          --rounds N                measurements of each server (5)
          --tries N                 how often a measurement is repeated while others use the processors (3)
          --rate N                  calls a second of the open loop when there is no Cerbos (2000)
          --server-processor N, --driver-processor N    (0 and 1)
          --work FOLDER             where policies are written
          --note TEXT               something to say in the report, such as what else the machine did
        """;

    /// <summary>Reads the command line; null with a text when it is wrong.</summary>
    public static PeersOptions? Read(ReadOnlySpan<string> arguments, TextWriter error)
    {
        var options = new PeersOptions { CommandLine = Line(arguments) };
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i];
            if (name == "--quick")
            {
                options = options with
                {
                    IsQuick = true, Sizes = [10, 100, 1000], CerbosLargest = 100, Rounds = 2, Tries = 1,
                    WarmUp = TimeSpan.FromSeconds(3), CerbosWarmUp = TimeSpan.FromSeconds(1), Time = TimeSpan.FromSeconds(1),
                };
                continue;
            }

            if (++i >= arguments.Length) return Wrong(error, $"expected a value after `{name}`");
            if (options.With(name, arguments[i]) is not { } changed) return Wrong(error, $"`{name} {arguments[i]}` is no option with a value that it takes");
            options = changed;
        }

        return options;
    }

    private PeersOptions? With(string name, string value)
    {
        var number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
        return name switch
        {
            "--out" => this with { Out = value },
            "--from" => this with { From = value },
            "--server" => this with { Server = value },
            "--cerbos" => this with { Cerbos = value },
            "--note" => this with { Note = value },
            "--work" => this with { Work = value },
            "--sizes" when Numbers(value) is { } sizes => this with { Sizes = sizes },
            "--shapes" when value.Split(',') is var shapes && shapes.All(static s => s is "typed" or "flat") => this with { Shapes = [.. shapes.Distinct()] },
            "--cerbos-largest" when number >= 0 => this with { CerbosLargest = number },
            "--warm-up" when number >= 0 => this with { WarmUp = TimeSpan.FromSeconds(number) },
            "--cerbos-warm-up" when number >= 0 => this with { CerbosWarmUp = TimeSpan.FromSeconds(number) },
            "--seconds" when number > 0 => this with { Time = TimeSpan.FromSeconds(number) },
            "--rounds" when number > 0 => this with { Rounds = number },
            "--tries" when number > 0 => this with { Tries = number },
            "--rate" when number > 0 => this with { Rate = number },
            "--server-processor" when number >= 0 => this with { ServerProcessor = number },
            "--driver-processor" when number >= 0 => this with { DriverProcessor = number },
            _ => null,
        };
    }

    private static int[]? Numbers(string value)
    {
        var numbers = new List<int>();
        foreach (var part in value.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < PolicyMinimum) return null;
            numbers.Add(number);
        }

        return [.. numbers.Distinct().Order()];
    }

    // below five rules a typed set would have more rules than it is called by
    private const int PolicyMinimum = Workloads.PolicySets.RulesOfType;

    // A reader repeats it elsewhere: paths of this machine, and what was said of it, mean nothing there.
    private static string Line(ReadOnlySpan<string> arguments)
    {
        var line = new StringBuilder("dotnet run -c Release --project tests/Pdp.LoadBenchmarks -- peers");
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is "--note" or "--out" && i + 1 < arguments.Length) i++;
            else line.Append(' ').Append(Path.IsPathRooted(arguments[i]) ? Path.GetFileName(arguments[i]) : arguments[i]);
        }

        return line.ToString();
    }

    private static PeersOptions? Wrong(TextWriter error, string message)
    {
        error.WriteLine($"error: {message}");
        error.WriteLine(Usage);
        return null;
    }
}
