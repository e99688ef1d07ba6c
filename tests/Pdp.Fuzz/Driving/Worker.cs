using System.Diagnostics;
using System.Globalization;
using Pdp.Fuzz.Coverage;
using Pdp.Fuzz.Targets;

namespace Pdp.Fuzz.Driving;

/// <summary>
/// The fuzzing process: takes an input that is worth it, changes it, runs it, keeps it when it went where none went before.
/// It runs beside an instrumented language; see <see cref="InstrumentedContext"/>.
/// </summary>
public sealed class Worker : IDisposable
{
    private readonly ITarget _target;
    private readonly Options _options;
    private readonly Blackboard _board;
    private readonly Findings _findings;
    private readonly Corpus _corpus = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _slowest;
    private int _slowestLength;
    private long _largest;

    private Worker(Options options)
    {
        _options = options;
        _target = options.Target;
        _board = new Blackboard(options.BoardPath);
        _findings = new Findings(options.FindingsFolder);
    }

    /// <summary>Fuzzes until the time is over. Called by reflection, in the instrumented context.</summary>
    public static int Run(string[] arguments)
    {
        using var worker = new Worker(Options.Parse(arguments));
        // the stack of a thread of the pool, on which servers decide
        const int StackSize = 1_572_864;
        var thread = new Thread(worker.Loop, StackSize);
        thread.Start();
        thread.Join();
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _board.Dispose();

    private void Loop()
    {
        var random = new Random(_options.Seed ?? Environment.TickCount);
        var mutator = new Mutator(_target, random);
        foreach (var seed in Seeds()) Try(seed);
        if (_corpus.Count == 0) throw new InvalidOperationException("no seed passes any edge: is the language instrumented?");
        var nextReport = TimeSpan.Zero;
        while (_clock.Elapsed < _options.Time && !(_options.EndsWithFirst && _findings.Count > 0))
        {
            for (var i = 0; i < 20; i++) Try(mutator.Mutate(_corpus.Pick(random), _corpus.Pick(random)));
            if (_clock.Elapsed < nextReport) continue;
            nextReport = _clock.Elapsed + TimeSpan.FromSeconds(10);
            Report("");
            Save();
        }

        Save();
        Report("in the end: ");
    }

    private IEnumerable<string> Seeds() =>
        [
            "", .. CorpusText.Kept(_target.Name),
            .. File.Exists(_options.CorpusPath) ? File.ReadAllLines(_options.CorpusPath).Select(CorpusText.Read) : [],
        ];

    private void Try(string input)
    {
        Counters.Clear();
        _board.Start(input);
        var verdict = Examiner.RunFairly(_target, input);
        _board.End();
        if (verdict.Elapsed > _slowest) (_slowest, _slowestLength) = (verdict.Elapsed, input.Length);
        _largest = Math.Max(_largest, verdict.Allocated);
        var isNew = _corpus.Add(input);
        // what goes nowhere new and is wrong is another instance of what was found
        if (verdict.Kind is not null && (isNew || _findings.Count == 0)) Tell(verdict, input);
    }

    private void Tell(Verdict verdict, string input) =>
        Console.Out.WriteLine(_findings.Save(_target.Name, verdict.Kind!, verdict.What, input));

    private void Save()
    {
        var lines = _corpus.Minimised().Select(CorpusText.Write).Where(line => line.Length > 0).Order(StringComparer.Ordinal);
        File.WriteAllLines(_options.CorpusPath + ".new", lines);
        File.Move(_options.CorpusPath + ".new", _options.CorpusPath, overwrite: true);
    }

    private void Report(string prefix)
    {
        using var process = Process.GetCurrentProcess();
        var blocks = Counters.Blocks.Count(isHit => isHit);
        var executions = _board.Executions;
        var all = Counters.BlockCount == 0 ? "" : $" of {Counters.BlockCount} ({100.0 * blocks / Counters.BlockCount:0.0} %)";
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{prefix}{_clock.Elapsed:mm\\:ss}  {executions:N0} executions ({executions / _clock.Elapsed.TotalSeconds:N0}/s)  blocks {blocks}{all}  edges {_corpus.EdgeCount}  "
            + $"corpus {_corpus.Count}  peak {process.PeakWorkingSet64 / 1_000_000} MB  most allocated {_largest / 1e6:0.0} MB  "
            + $"slowest {_slowest.TotalMilliseconds:0} ms (of {_slowestLength} units)  findings {_findings.Count}"));
    }
}
