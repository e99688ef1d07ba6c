using System.Globalization;

namespace Pdp.Cli.Output;

/// <summary>Numbers of things in words.</summary>
internal static class Counted
{
    /// <summary><c>1 rule</c>, <c>2 rules</c>, <c>12,000 rules</c>.</summary>
    public static string Of(long count, string singular, string? plural = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? singular : plural ?? singular + "s")}");
}
