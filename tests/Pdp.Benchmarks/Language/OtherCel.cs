using Cel;
using Pdp.Language.Values;

namespace Pdp.Benchmarks.Language;

/// <summary>The same conditions and request for the package <c>Cel</c>.</summary>
internal static class OtherCel
{
    /// <summary>Compiles a condition; what it returns evaluates the condition on the request.</summary>
    public static Func<bool> Compile(string text)
    {
        var program = new CelEnvironment([], "").Compile(text);
        var variables = Variables();
        return () => program(variables) is true;
    }

    private static Dictionary<string, object?> Variables()
    {
        var variables = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["now"] = Object(Conditions.Now),
        };
        foreach (var (path, value) in Conditions.Request)
        {
            var (root, member) = (path[..path.IndexOf('.', StringComparison.Ordinal)], path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..]);
            if (!variables.TryGetValue(root, out var members))
                variables[root] = members = new Dictionary<string, object?>(StringComparer.Ordinal);
            ((Dictionary<string, object?>)members!)[member] = Object(value);
        }

        return variables;
    }

    private static object? Object(in Value value) => value.Kind switch
    {
        ValueKind.String => value.AsString,
        ValueKind.Int => value.AsInt,
        ValueKind.Double => value.AsDouble,
        ValueKind.Bool => value.AsBool,
        ValueKind.Timestamp => DateTimeOffset.FromUnixTimeSeconds(value.AsTimestamp.Seconds),
        ValueKind.List => value.AsList!.Items.ToArray().Select(item => Object(item)).ToList(),
        _ => throw new ArgumentException($"no object for a value of kind {value.Kind}", nameof(value)),
    };
}
