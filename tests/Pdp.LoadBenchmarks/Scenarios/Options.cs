using System.Globalization;

namespace Pdp.LoadBenchmarks.Scenarios;

/// <summary>How long, how often, and on which processors it is measured.</summary>
internal sealed record Options
{
    /// <summary>Load that is not measured, for each server, so that the runtime has compiled what it will.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>One measurement.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Measurements of each server; they take turns, and the middle one counts.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>The servers' processors; null: all.</summary>
    public string? Processors { get; init; } = "0";

    /// <summary>Rules of the policies.</summary>
    public int Rules { get; init; } = 100;

    /// <summary>The PDP's program, such as a published one; null: the one that was built with this project.</summary>
    public string? Server { get; init; }

    /// <summary>What is measured.</summary>
    public IReadOnlyList<string> Scenarios { get; init; } = ["unary", "stream", "batch", "start"];

    /// <summary>Reads the command line; null with a text when it is wrong.</summary>
    public static Options? Read(string[] arguments, TextWriter error)
    {
        var options = new Options();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 >= arguments.Length) return Wrong($"expected a value after `{arguments[i]}`");
            var value = arguments[i + 1];
            var isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            switch (arguments[i])
            {
                case "--warm-up" when isNumber: options = options with { WarmUp = TimeSpan.FromSeconds(number) }; break;
                case "--seconds" when isNumber: options = options with { Time = TimeSpan.FromSeconds(number) }; break;
                case "--rounds" when isNumber: options = options with { Rounds = number }; break;
                case "--rules" when isNumber: options = options with { Rules = number }; break;
                case "--processors": options = options with { Processors = value == "all" ? null : value }; break;
                case "--server": options = options with { Server = value }; break;
                case "--only": options = options with { Scenarios = value.Split(',') }; break;
                default: return Wrong($"expected --warm-up, --seconds, --rounds, --rules NUMBER, --processors LIST, --server DLL or --only unary,stream,batch,start, got `{arguments[i]} {value}`");
            }
        }

        return options;

        Options? Wrong(string message)
        {
            error.WriteLine($"error: {message}");
            return null;
        }
    }
}
