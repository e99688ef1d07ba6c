using System.Collections.Immutable;
using System.Globalization;
using Pdp.Bundles.Json;
using Pdp.Cli.Auditing;
using Pdp.Cli.Checking;
using Pdp.Cli.Output;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Language.Values;
using Spectre.Console;

namespace Pdp.Cli.Diffing;

/// <summary>Answers requests twice, one a line, and counts what changes.</summary>
/// <param name="before">The old policies.</param>
/// <param name="after">The new ones.</param>
/// <param name="now">The time of all decisions; null: of each that of its record.</param>
/// <param name="maxLineBytes">The longest line that is read.</param>
/// <param name="errors">Is told of lines that are no requests.</param>
/// <param name="changed">Is told of each change; null: nobody.</param>
internal sealed class DiffLoop(
    DiffSide before, DiffSide after, Timestamp? now, int maxLineBytes, IAnsiConsole errors, Action<ChangedAnswer>? changed)
{
    // a file that is none of requests at all is told in its first lines
    private const int MostTold = 20;
    private const int ProgressInterval = 512;

    private readonly TwoAnswers _answers = new(before, after);

    /// <summary>The changes so far.</summary>
    public ChangeTally Tally { get; } = new();

    /// <summary>How many lines were no requests.</summary>
    public long Invalid { get; private set; }

    /// <summary>Number of the first such line; 0 when there was none.</summary>
    public long FirstInvalid { get; private set; }

    /// <summary>Answers all lines of a stream.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task RunAsync(Stream input, ProgressLine progress, CancellationToken cancellation)
    {
        var reader = new JsonLineReader(input, maxLineBytes);
        do
        {
            while (reader.TryTake(out var line))
            {
                cancellation.ThrowIfCancellationRequested();
                Compare(line);
                if (line.Number % ProgressInterval == 0) progress.Tell(Progress);
            }
        }
        while (await reader.FillAsync(cancellation));
    }

    /// <summary>Answers all requests of a log.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(LoggedRequests log, ProgressLine progress, CancellationToken cancellation)
    {
        foreach (var asked in log.Read(cancellation))
        {
            Compare(asked.Number, asked.Request, asked.Text, asked.Time);
            if (Tally.Requests % ProgressInterval == 0) progress.Tell(Progress);
        }

        Invalid = log.Damaged;
    }

    private string Progress() => string.Create(
        CultureInfo.InvariantCulture, $"{Tally.Requests:N0} requests, {Tally.Changed:N0} change, {Tally.Count(ChangeKind.NewlyAllowed):N0} newly allowed");

    private void Compare(in JsonLine line)
    {
        var content = line.Trimmed;
        if (content.IsEmpty && !line.TooLong) return;
        if (line.TooLong)
        {
            Tell(line.Number, [RequestProblem.TooLong(maxLineBytes)]);
        }
        else if (RequestJson.TryRead(content, out var request, out var problems))
        {
            Compare(line.Number, request, content, default);
        }
        else
        {
            Tell(line.Number, problems);
        }
    }

    private void Compare(long number, Request request, ReadOnlySpan<byte> text, Timestamp time)
    {
        var change = _answers.Compare(request, now ?? time);
        Tally.Add(change, number, request, text);
        if (change is not null) changed?.Invoke(new ChangedAnswer(number, change, _answers.Before, _answers.After));
    }

    private void Tell(long number, ImmutableArray<JsonError> problems)
    {
        Invalid++;
        if (FirstInvalid == 0) FirstInvalid = number;
        if (Invalid > MostTold) return;
        foreach (var problem in problems.Take(MostTold)) errors.Error(RequestProblem.Describe(number, problem), problem.Help);
        if (Invalid == MostTold) errors.Warning("more lines that are no requests are counted, and not told one by one");
    }
}

/// <summary>An answer that changes.</summary>
/// <param name="Line">The line of its request, or the number of its record.</param>
/// <param name="Change">The change.</param>
/// <param name="Before">The old answer; valid until the next request.</param>
/// <param name="After">The new one; the same.</param>
internal sealed record ChangedAnswer(long Line, Change Change, Decision Before, Decision After);
