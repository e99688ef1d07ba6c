using Pdp.Language.Text;

namespace Pdp.Engine.Compilation;

/// <summary>What an author may have meant.</summary>
internal static class Suggestions
{
    /// <summary>"did you mean `x`?" for the nearest candidate, or null when none is near.</summary>
    public static string? DidYouMean(string written, IEnumerable<string> candidates) =>
        NearWord.Find(written, candidates) is { } near ? $"did you mean `{near}`?" : null;
}
