using System.Text;
using Microsoft.Extensions.Time.Testing;
using Pdp.Cli.Hosting;

namespace Pdp.Cli.Tests.Running;

/// <summary>What a run of the command left: exit code, standard output and standard error.</summary>
internal sealed record CliRun(int Code, string Out, string Error)
{
    /// <summary>The clock of every run.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Runs the command inside the test, through its real entry.</summary>
    public static Task<CliRun> RunAsync(params string[] arguments) => new CliRunner().RunAsync(arguments);
}

/// <summary>Runs the command inside the test, in surroundings of the test's choice.</summary>
internal sealed class CliRunner
{
    /// <summary>Standard input.</summary>
    public Stream Input { get; init; } = Stream.Null;

    /// <summary>Whether standard input is a terminal.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Gives the keys that are typed.</summary>
    public Func<ConsoleKeyInfo>? Keys { get; init; }

    /// <summary>Whether standard output and error are terminals.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Columns.</summary>
    public int Width { get; init; } = 80;

    /// <summary>The environment.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Where standard output goes, if not into the result.</summary>
    public Stream? Output { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = new FakeTimeProvider(CliRun.Now);

    public CliHost Host(Stream output, Stream error) => new()
    {
        Input = Input,
        InputIsTerminal = InputIsTerminal,
        Keys = Keys,
        Output = Output ?? output,
        OutputIsTerminal = IsTerminal,
        Error = error,
        ErrorIsTerminal = IsTerminal,
        Width = () => Width,
        Variable = name => Variables.GetValueOrDefault(name),
        Clock = Clock,
    };

    public Task<CliRun> RunAsync(params string[] arguments) => RunAsync(TestContext.Current.CancellationToken, arguments);

    public async Task<CliRun> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var code = await PdpApp.RunAsync(arguments, Host(output, error), cancellation);
        return new CliRun(code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }
}
