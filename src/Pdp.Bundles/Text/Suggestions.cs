using Pdp.Language.Text;

namespace Pdp.Bundles.Text;

/// <summary>Did you mean: the nearest of the words that would have been right.</summary>
internal static class Suggestions
{
    /// <summary>The help that names the nearest word, or null when none is near.</summary>
    public static string? DidYouMean(string word, IEnumerable<string> candidates) =>
        NearWord.Find(word, candidates) is { } nearest ? $"did you mean {Words.Quote(nearest)}?" : null;
}
