using BenchmarkDotNet.Attributes;
using Pdp.Language.Runtime;
using CelProgram = Pdp.Language.Runtime.Program;

namespace Pdp.Benchmarks.Language;

/// <summary>Time and memory of one evaluation of a condition, attributes in slots.</summary>
[MemoryDiagnoser]
[MinColumn]
public class EvaluationBenchmarks
{
    private CelProgram _program = null!;
    private Frame _frame = null!;

    /// <summary>The names of the conditions.</summary>
    public static IEnumerable<string> Names => Conditions.All.Keys;

    /// <summary>Which condition.</summary>
    [ParamsSource(nameof(Names))]
    public string Condition { get; set; } = "";

    /// <summary>Compiles the condition and checks that it is true, so that nothing is measured that ends early.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _program = Conditions.Compile(Conditions.All[Condition]);
        _frame = Conditions.NewFrame(_program);
        if (_program.Root.Test(_frame) != Truth.True)
            throw new InvalidOperationException($"`{Condition}` is not true: {_frame.Error}");
    }

    /// <summary>One evaluation.</summary>
    [Benchmark]
    public Truth Evaluate() => _program.Root.Test(_frame);
}

/// <summary>Time and memory from text to program.</summary>
[MemoryDiagnoser]
public class CompilationBenchmarks
{
    /// <summary>Which condition.</summary>
    [Params("equal string", "ten conjuncts")]
    public string Condition { get; set; } = "";

    /// <summary>Parses, checks and compiles.</summary>
    [Benchmark]
    public CelProgram Compile() => Conditions.Compile(Conditions.All[Condition]);
}
