using System.Globalization;
using Pdp.LoadBenchmarks.Workloads;

namespace Pdp.LoadBenchmarks.Reloads;

/// <summary>How much is edited, how often, and under which load.</summary>
internal sealed record ReloadsOptions
{
    private const string Usage = "usage: reloads [--files N] [--edits N] [--seconds N] [--rounds N] [--clients N] [--every MS] [--server FILE]";

    /// <summary>Policies, one a file.</summary>
    public int Files { get; init; } = 10_000;

    /// <summary>Edits of one file that are timed while nobody asks.</summary>
    public int Edits { get; init; } = 50;

    /// <summary>One measurement under load.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Measurements without and with edits, in turns.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Clients, each of which asks again when it is answered.</summary>
    public int Clients { get; init; } = 8;

    /// <summary>Between the edits under load.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The PDP's program; null: the one that was built with this project.</summary>
    public string? Server { get; init; }

    /// <summary>Rules of all policies.</summary>
    public int Rules => Files * PolicySets.RulesOfType;

    /// <summary>Reads the command line; null with a text when it is wrong.</summary>
    public static ReloadsOptions? Read(ReadOnlySpan<string> arguments, TextWriter error)
    {
        var options = new ReloadsOptions();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            var number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
            var changed = arguments[i] switch
            {
                "--files" when number > 0 => options with { Files = number },
                "--edits" when number > 0 => options with { Edits = number },
                "--seconds" when number > 0 => options with { Time = TimeSpan.FromSeconds(number) },
                "--rounds" when number > 0 => options with { Rounds = number },
                "--clients" when number > 0 => options with { Clients = number },
                "--every" when number > 0 => options with { Every = TimeSpan.FromMilliseconds(number) },
                "--server" when value.Length > 0 => options with { Server = value },
                _ => null,
            };
            if (changed is null)
            {
                error.WriteLine($"error: `{arguments[i]} {value}` is no option with a value that it takes");
                error.WriteLine(Usage);
                return null;
            }

            options = changed;
        }

        return options;
    }
}
