using System.Collections;
using System.Reflection;
using Pdp.TestKit.Peers;

namespace Pdp.TestKit.Cases;

/// <summary>The table that says which test shows which case of identity.</summary>
public static class CaseTable
{
    private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
    private const string None = "–";

    /// <summary>What is not so of the rows of a test project.</summary>
    /// <param name="tests">The test project.</param>
    /// <param name="rows">How many rows it has.</param>
    public static IReadOnlyList<string> Faults(Assembly tests, out int rows)
    {
        var faults = new List<string>();
        rows = 0;
        var isOurs = false;
        foreach (var line in File.ReadLines(Repository.PathOf("tests", "identity-cases.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) isOurs = line.EndsWith($"({tests.GetName().Name})", StringComparison.Ordinal);
            if (!isOurs || line.Split(" | ") is not [var what, var test, var row] || !test.Contains('.', StringComparison.Ordinal)) continue;
            rows++;
            if (Fault(tests, test.Split('.'), row[..^2]) is { } fault) faults.Add($"{what}: {fault}");
        }

        return faults;
    }

    private static string? Fault(Assembly tests, string[] test, string row)
    {
        var type = tests.GetTypes().SingleOrDefault(one => one.Name == test[0]);
        if (type is null) return $"there is no `{test[0]}`";
        if (type.GetProperty(test[1], Static) is { } table) return Has(Rows(table), row) ? null : $"`{test[1]}` has no row `{row}`";
        if (type.GetMethod(test[1]) is not { } method || method.CustomAttributes.All(static one => one.AttributeType.Name is not ("FactAttribute" or "TheoryAttribute")))
            return $"`{test[0]}` has no test `{test[1]}`";
        if (row == None) return null;
        var rows = method.GetCustomAttributes().SelectMany(one => one.GetType().Name switch
        {
            "InlineDataAttribute" => [((object?[])one.GetType().GetProperty("Data")!.GetValue(one)!)[0]],
            "MemberDataAttribute" => Rows(type.GetProperty((string)one.GetType().GetProperty("MemberName")!.GetValue(one)!, Static)!),
            _ => Enumerable.Empty<object?>(),
        });
        return Has(rows, row) ? null : $"`{test[1]}` has no row `{row}`";
    }

    private static bool Has(IEnumerable<object?> rows, string row) => rows.Any(one => one is string text && text.StartsWith(row, StringComparison.Ordinal));

    private static IEnumerable<object?> Rows(PropertyInfo table) =>
        ((IEnumerable)table.GetValue(null)!).Cast<object>().Select(static one => ((object?[])one.GetType().GetInterface("ITheoryDataRow")!.GetMethod("GetData")!.Invoke(one, null)!)[0]);
}
