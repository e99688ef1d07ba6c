using System.Text;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;
using Spectre.Console;

namespace Pdp.Cli.Scaffolding;

/// <summary>Asks a person, line by line. An empty line takes what is proposed.</summary>
/// <param name="host">Where the answers come from.</param>
/// <param name="console">Where the questions go.</param>
/// <param name="cancellation">Ends the asking.</param>
internal sealed class Questions(CliHost host, IAnsiConsole console, CancellationToken cancellation) : IDisposable
{
    private readonly StreamReader _answers = new(host.Input, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, leaveOpen: true);

    /// <inheritdoc/>
    public void Dispose() => _answers.Dispose();

    /// <summary>Asks until the answer can be used.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="proposal">What an empty line means.</param>
    /// <param name="read">Reads an answer; false, with what was expected: it cannot be used.</param>
    /// <exception cref="CliFailureException">The input ended.</exception>
    public T Ask<T>(string question, string proposal, Reading<T> read)
    {
        while (true)
        {
            console.Write(new Text($"{question} [{proposal}]: "));
            if (ReadLine() is not { } line)
                throw new CliFailureException(ExitCodes.BadInput, "the input ended before all questions were answered; nothing was written", "`--yes` takes what is proposed");
            var answer = line.Trim();
            if (read(answer.Length == 0 ? proposal : answer, out var value, out var expected)) return value;
            console.Error($"expected {expected}, got `{answer}`");
        }
    }

    // A terminal's input ends no waiting: who asks goes on without it. (To wait for the reading itself would run it on this very thread.)
    private string? ReadLine() => Task.Run(_answers.ReadLine, CancellationToken.None).WaitAsync(cancellation).GetAwaiter().GetResult();
}

/// <summary>Reads an answer.</summary>
/// <param name="text">What was typed.</param>
/// <param name="value">What it means.</param>
/// <param name="expected">What was expected, where it cannot be used.</param>
internal delegate bool Reading<T>(string text, out T value, out string expected);
