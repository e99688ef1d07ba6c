using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Pdp.Language.Runtime;
using CelProgram = Pdp.Language.Runtime.Program;

namespace Pdp.Benchmarks.Language;

/// <summary>
/// Time and memory of one evaluation of a condition, attributes in slots, beside another CEL for .NET, which reads its
/// variables from dictionaries.
/// </summary>
[MemoryDiagnoser]
[MinColumn]
[CategoriesColumn]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByParams)]
public class EvaluationBenchmarks
{
    private CelProgram _program = null!;
    private Frame _frame = null!;
    private Func<bool> _other = null!;

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
        _other = OtherCel.Compile(Conditions.All[Condition]);
        if (!_other()) throw new InvalidOperationException($"`{Condition}` is not true in the other implementation");
    }

    /// <summary>One evaluation by the typed nodes.</summary>
    [Benchmark(Baseline = true)]
    public Truth Evaluate() => _program.Root.Test(_frame);

    /// <summary>One evaluation by the other implementation.</summary>
    [Benchmark]
    public bool Other() => _other();
}
