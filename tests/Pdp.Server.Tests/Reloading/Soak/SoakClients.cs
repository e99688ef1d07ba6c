using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;

namespace Pdp.Server.Tests.Reloading.Soak;

/// <summary>Eight clients that ask without a pause, and judge each answer by the revision that it names.</summary>
/// <param name="editor">Who changes the policies.</param>
/// <param name="server">The server.</param>
internal sealed class SoakClients(ISoakEditor editor, RunningServer server)
{
    private const int Clients = 8;

    // what a call took is counted in steps: a list of all calls would be most of the memory that is measured
    private const int Steps = 100_000;

    private static readonly TimeSpan Step = TimeSpan.FromMicroseconds(10);

    private readonly ConcurrentDictionary<string, bool> _revisions = new(StringComparer.Ordinal);

    /// <summary>Answers that were wrong.</summary>
    public ConcurrentQueue<string> Wrong { get; } = new();

    /// <summary>How many revisions have answered.</summary>
    public int Revisions => _revisions.Count;

    /// <summary>How many calls there were.</summary>
    public long Asked { get; private set; }

    /// <summary>Asks for a while.</summary>
    /// <param name="time">How long.</param>
    /// <param name="meanwhile">Is done again and again meanwhile.</param>
    /// <returns>The 99th percentile of what a call took.</returns>
    public async Task<TimeSpan> AskAsync(TimeSpan time, Func<Task> meanwhile)
    {
        var counts = new int[Steps];
        var started = Stopwatch.GetTimestamp();
        var clients = Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var random = new Random(client);
            var last = 0;
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                var (policy, level) = SoakState.Question(random);
                var begun = Stopwatch.GetTimestamp();
                var answer = await server.Decisions.CheckAsync(Request(policy, level));
                var took = (int)Math.Min(Stopwatch.GetElapsedTime(begun) / Step, Steps - 1);
                Interlocked.Increment(ref counts[took]);
                last = Judge(policy, level, answer, last);
            }
        })).ToArray();
        while (Stopwatch.GetElapsedTime(started) < time) await meanwhile();
        await Task.WhenAll(clients);
        var calls = counts.Sum(static count => (long)count);
        Asked += calls;
        var step = 0;
        for (var slower = calls; slower > calls / 100; step++) slower -= counts[step];
        return step * Step;
    }

    private int Judge(int policy, int level, CheckResponse answer, int last)
    {
        _revisions[answer.Revision] = true;
        if (!editor.Known.TryGetValue(answer.Revision, out var state))
        {
            Wrong.Enqueue($"revision {answer.Revision} was never a state of the policies");
            return last;
        }

        var expected = state.Permits(policy, level) ? Decision.Permit : Decision.NotApplicable;
        if (answer.Decision != expected) Wrong.Enqueue($"p{policy}, level {level}: {answer.Decision}, expected {expected} at {answer.Revision}");
        if (editor.IsOrdered && state.Number < last) Wrong.Enqueue($"state {state.Number} answers after state {last}");
        return Math.Max(state.Number, last);
    }

    private static CheckRequest Request(int policy, int level) => new()
    {
        Subject = new Subject { Type = "user", Id = string.Create(CultureInfo.InvariantCulture, $"u{policy}") },
        Action = new Pdp.Contracts.V1.Action { Name = "read" },
        Resource = new Resource { Type = "doc", Id = "d" },
        Context = new Struct { Fields = { ["level"] = Value.ForNumber(level) } },
    };
}
