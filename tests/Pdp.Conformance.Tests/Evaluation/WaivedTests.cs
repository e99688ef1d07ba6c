namespace Pdp.Conformance.Tests.Evaluation;

/// <summary>The tests that do not pass, with the reason why, from <c>waived.txt</c>: a line is <c>path: reason</c>.</summary>
internal static class WaivedTests
{
    public static IReadOnlyDictionary<string, string> Load()
    {
        using var resource = typeof(WaivedTests).Assembly.GetManifestResourceStream("waived.txt")
            ?? throw new InvalidOperationException("the list of waived tests is not embedded");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split(": ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }
}
