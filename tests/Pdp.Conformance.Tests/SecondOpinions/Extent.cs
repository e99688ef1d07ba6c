using System.Globalization;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>
/// How many questions are asked: always the same ones, unless the environment variables <c>PDP_SECOND_OPINIONS</c> and
/// <c>PDP_SECOND_OPINIONS_SEED</c> ask for more pairs, or others.
/// </summary>
internal static class Extent
{
    public const int UsualPairs = 24_000;

    public static int Pairs { get; } = Setting("PDP_SECOND_OPINIONS", UsualPairs);

    /// <summary>The seed of the first pair; each of the others has the next one.</summary>
    public static int FirstSeed { get; } = Setting("PDP_SECOND_OPINIONS_SEED", 0);

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
