using System.Globalization;

namespace Pdp.Benchmarks.Loading;

/// <summary>The arguments of <c>load</c>, <c>start</c> and <c>write</c>: a kind, a number of rules, and flags.</summary>
/// <param name="Policies">What to generate.</param>
/// <param name="Flags">Words that start with two dashes.</param>
internal sealed record Arguments(GeneratedPolicies Policies, IReadOnlyCollection<string> Flags)
{
    /// <summary>Where generated folders are kept between runs: in no checkout, as those of most servers are.</summary>
    public static string Folder => Path.Combine(Path.GetTempPath(), "pdp-generated");

    /// <summary>Reads them; null when they are wrong, which is told.</summary>
    public static Arguments? Read(string[] args, string usage)
    {
        var words = args.Where(word => !word.StartsWith("--", StringComparison.Ordinal)).ToList();
        if (words is [var kind, var number] && GeneratedPolicies.Kinds.ContainsKey(kind)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var rules) && rules > 0)
        {
            return new Arguments(new GeneratedPolicies(kind, rules), [.. args.Except(words)]);
        }

        Console.Error.WriteLine($"usage: {usage}\n\nKIND is one of:");
        foreach (var (name, meaning) in GeneratedPolicies.Kinds) Console.Error.WriteLine($"  {name,-8}{meaning}");
        return null;
    }
}
