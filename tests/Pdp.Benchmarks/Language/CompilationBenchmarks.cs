using BenchmarkDotNet.Attributes;
using Pdp.Language.Checking;
using CelProgram = Pdp.Language.Runtime.Program;

namespace Pdp.Benchmarks.Language;

/// <summary>Time and memory from text to program, beside another CEL for .NET, which does not check types.</summary>
[MemoryDiagnoser]
public class CompilationBenchmarks
{
    /// <summary>Which condition.</summary>
    [Params("equal string", "ten conjuncts")]
    public string Condition { get; set; } = "";

    /// <summary>Parses, checks and compiles.</summary>
    [Benchmark(Baseline = true)]
    public CelProgram Compile() => Conditions.Compile(Conditions.All[Condition]);

    /// <summary>The same by the other implementation.</summary>
    [Benchmark]
    public Func<bool> Other() => OtherCel.Compile(Conditions.All[Condition]);
}

/// <summary>Time and memory of loading many conditions, no two of them equal.</summary>
[MemoryDiagnoser]
public class ManyConditionsBenchmarks
{
    private string[] _texts = [];
    private CheckedExpression[] _checked = [];

    /// <summary>Number of conditions.</summary>
    [Params(10_000)]
    public int Count { get; set; }

    /// <summary>Writes the conditions: ten conjuncts each.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _texts = [.. Enumerable.Range(0, Count).Select(Conditions.Distinct)];
        _checked = [.. _texts.Select(Conditions.Check)];
    }

    /// <summary>Parses, checks and compiles all of them.</summary>
    [Benchmark]
    public int Compile()
    {
        var locals = 0;
        foreach (var text in _texts) locals += Conditions.Compile(text).LocalsEnd;
        return locals;
    }

    /// <summary>Makes the guards of all of them, which are checked already.</summary>
    [Benchmark]
    public int Guards()
    {
        var clauses = 0;
        foreach (var condition in _checked) clauses += Conditions.GuardOf(condition).Clauses.Length;
        return clauses;
    }
}
