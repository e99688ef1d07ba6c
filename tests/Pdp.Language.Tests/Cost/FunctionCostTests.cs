using CsCheck;
using Pdp.Language.Checking;
using Pdp.Language.Cost;
using Pdp.Language.Functions;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Tests.Runtime;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Cost;

/// <summary>Every function of the library has a cost model, and no call draws more than it says.</summary>
public sealed class FunctionCostTests
{
    private const long Plenty = Saturating.Greatest;

    public static TheoryData<string> Overloads() =>
    [
        .. new[] { StandardLibrary.Policies, StandardLibrary.Core }
            .SelectMany(registry => registry.Names.SelectMany(name => registry.Find(name)))
            .Where(overload => overload.Code is not null)
            .Select(overload => overload.Id).Distinct().Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Overloads))]
    public void A_call_draws_no_more_than_its_model_says_and_its_result_is_no_larger(string id)
    {
        var overload = StandardLibrary.Policies.FindById(id)!;
        var model = FunctionCosts.Find(overload.Function);
        Assert.True(model is not null, $"`{overload.Function}` has no cost model");
        Arguments([.. overload.Parameters]).Sample(
            values =>
            {
                var (drawn, result) = Run(overload, values);
                var (size, units) = model(Sizes(), [.. values.Select(value => Fitting.SizeOf(value))]);
                return drawn <= units && Fitting.Fits(result, size);
            },
            iter: 600,
            print: values =>
            {
                var (drawn, result) = Run(overload, values);
                var (size, units) = model(Sizes(), [.. values.Select(value => Fitting.SizeOf(value))]);
                return $"{id}({string.Join(", ", values.Select(value => CelText.ToLiteral(value, 200)))})\n  = {CelText.ToLiteral(result, 200)}\n  drew {drawn} of {units}, {size}";
            });
    }

    private static (long Drawn, Value Result) Run(Overload overload, Value[] values)
    {
        var frame = new Frame(0, 0, 0) { Fuel = Plenty };
        var result = overload.Code!(frame, values);
        return (Plenty - frame.Fuel, result);
    }

    private static Gen<Value[]> Arguments(CelType[] types) => types.Length switch
    {
        0 => Gen.Const(Array.Empty<Value>()),
        1 => ValueGen.Of(types[0]).Select(a => new[] { a }),
        2 => Gen.Select(ValueGen.Of(types[0]), ValueGen.Of(types[1]), (a, b) => new[] { a, b }),
        3 => Gen.Select(ValueGen.Of(types[0]), ValueGen.Of(types[1]), ValueGen.Of(types[2]), (a, b, c) => new[] { a, b, c }),
        _ => Gen.Select(
            ValueGen.Of(types[0]), ValueGen.Of(types[1]), ValueGen.Of(types[2]), ValueGen.Of(types[3]),
            (a, b, c, d) => new[] { a, b, c, d }),
    };

    // a model reads sizes only: which expression they belong to makes no difference
    private static Estimator Sizes() => new(
        Checker.Check(Parser.Parse("true"), Scene.Environment).Expression!, StandardLibrary.Policies, new SceneSizes());
}
