using System.Collections.Immutable;
using Pdp.Conformance.Tests.Data;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Xunit;

namespace Pdp.Conformance.Tests.Golden;

public sealed class GoldenTests
{
    /// <summary>Chains of <c>!</c> are longer than the official limit on nesting; see <see cref="ParsingTests"/>.</summary>
    internal static readonly ParserOptions Options = ParserOptions.Golden with { MaxDepth = 64 };

    [Fact]
    public void Syntax_trees_equal_the_official_ones()
    {
        var counts = new GoldenCounts("trees");
        foreach (var (module, test) in All())
        {
            if (test.GoldenAst is not { } golden) continue;
            var root = Parser.Parse(test.Expr, Options).Root;
            var actual = root is null ? "" : GoldenWriter.Write(new Projection(test.Expr, null).Project(root), showsTypes: false);
            counts.Add(module, test, golden, actual);
        }

        counts.Verify();
    }

    [Fact]
    public void Checked_trees_equal_the_official_ones()
    {
        var counts = new GoldenCounts("checked");
        foreach (var (module, test) in All())
        {
            if (test.GoldenCheckedAst is not { } golden) continue;
            var actual = CheckedTree(test);
            counts.Add(module, test, golden, actual);
        }

        counts.Verify();
    }

    [Fact]
    public void Types_equal_the_official_ones()
    {
        var counts = new GoldenCounts("types");
        foreach (var (module, test) in All())
        {
            if (test.GoldenType is not { } golden) continue;
            var actual = Check(test) is { } expression ? GoldenTypes.Format(expression.Type) : "";
            counts.Add(module, test, golden, actual);
        }

        counts.Verify();
    }

    /// <summary>Where cel-go and the specification deduce different types (<c>differing.txt</c>), this decides.</summary>
    [Fact]
    public void Types_equal_those_that_the_specification_deduces()
    {
        var tests = ConformanceData.Conformance.Where(test => test.ExpectedType is not null).ToList();
        Assert.Equal(47, tests.Count);
        Assert.Empty(tests.Where(test => Check(test)?.Type != test.ExpectedType).Select(test => $"{test}: expected {test.ExpectedType}"));
    }

    internal static IEnumerable<(string Module, ConformanceTest Test)> All() =>
        ConformanceData.Conformance.Select(test => ("conformance", test))
            .Concat(ConformanceData.Parsing.Select(test => ("parsing", test)))
            .Concat(ConformanceData.Comprehension.Select(test => ("comprehension", test)))
            .Concat(ConformanceData.Checking.Select(test => ("checking", Declared(test))));

    private static string CheckedTree(ConformanceTest test) => Check(test) is { } expression
        ? GoldenWriter.Write(new Projection(expression.Text, expression).Project(expression.Root), showsTypes: true)
        : "";

    private static CheckedExpression? Check(ConformanceTest test)
    {
        // The official trees were checked with the macros of bindings, blocks and math.
        var options = Options with { ExtensionMacros = true, QuotedSelectors = true };
        var parsed = Parser.Parse(GoldenMacros.Expand(test.Expr), options);
        if (parsed.Root is null) return null;
        return Checker.Check(parsed, EnvironmentOf(test)).Expression;
    }

    internal static TypeEnvironment EnvironmentOf(ConformanceTest test) => test.Environment(StandardLibrary.Policies) with
    {
        // One of cel-go's tests of its checker declares the mixed comparisons.
        CrossTypeOrder = test.ToString() == "checking/checking/lists.filter(x, x > 1.5)",
        TypesBlocks = false,
        Messages = MessageTypes.Instance,
    };

    /// <summary>cel-go's tests of its checker share some declarations that the data do not repeat.</summary>
    private static ConformanceTest Declared(ConformanceTest test)
    {
        ImmutableArray<(string Name, CelType Type)> shared =
        [
            ("is", CelType.String), ("ii", CelType.Int), ("iu", CelType.Uint), ("iz", CelType.Bool), ("ib", CelType.Bytes),
            ("id", CelType.Double), ("ix", CelType.Null),
        ];
        var variables = shared.Aggregate(
            test.Variables, (all, next) => all.ContainsKey(next.Name) ? all : all.Add(next.Name, next.Type));
        return test with
        {
            Variables = variables,
            Functions =
            [
                .. test.Functions,
                new Overload("fg_s_0", "fg_s", false, [], CelType.String, null),
                new Overload("fi_s_s_0", "fi_s_s", true, [CelType.String], CelType.String, null),
            ],
        };
    }
}
