using Pdp.Engine.Model;
using Pdp.Language.Checking;
using Pdp.Language.Types;

namespace Pdp.Engine.Compilation.Reuse;

/// <summary>
/// Finds a reused condition that has a place in the memo by its text and meaning, so that new ones that say the same share the
/// place with it.
/// </summary>
internal sealed class MemoTexts
{
    private readonly Dictionary<int, List<Expression>> _byHash = [];

    /// <param name="kept">Has the hashes of the texts; null: there is nothing to find.</param>
    /// <param name="reused">The reused conditions by their places.</param>
    public MemoTexts(KeptSet? kept, IReadOnlyDictionary<int, Expression> reused)
    {
        if (kept is null) return;
        foreach (var (place, expression) in reused)
        {
            var hash = kept.MemoHashes[place];
            if (!_byHash.TryGetValue(hash, out var found)) _byHash[hash] = found = [];
            found.Add(expression);
        }
    }

    /// <summary>The hash of a text.</summary>
    public static int Hash(string text) => string.GetHashCode(text, StringComparison.Ordinal);

    /// <summary>The condition; null when there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="reads">The attributes that it reads; it reads nothing else.</param>
    /// <param name="environment">What it is checked against.</param>
    public Expression? Find(string text, AttributeSet reads, TypeEnvironment environment)
    {
        if (_byHash.Count == 0 || !_byHash.TryGetValue(Hash(text), out var found)) return null;
        return found.Find(one =>
            one.Meaning is { } meaning && IsAlike(meaning.Environment, environment, reads)
            && string.Equals(one.Source.Text, text, StringComparison.Ordinal));
    }

    private static bool IsAlike(TypeEnvironment one, TypeEnvironment other, AttributeSet reads) => reads.All(name =>
        one.Variables.GetValueOrDefault(name.Root) is RecordType left && other.Variables.GetValueOrDefault(name.Root) is RecordType right
        && KindTable.AreAlike(left, right, name.Member));
}
