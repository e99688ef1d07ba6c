using System.Numerics;

namespace Pdp.Engine.Compilation;

/// <summary>A set of the kinds (types, or actions) of one root, by their positions. Immutable, compares by content.</summary>
internal sealed class KindSet : IEquatable<KindSet>
{
    private readonly ulong[] _words;

    private KindSet(ulong[] words) => _words = words;

    public bool IsEmpty => Array.TrueForAll(_words, word => word == 0);

    /// <summary>The lowest position in the set, which is not empty.</summary>
    public int First => Positions.First();

    public int Count => _words.Sum(BitOperations.PopCount);

    public IEnumerable<int> Positions
    {
        get
        {
            for (var i = 0; i < _words.Length; i++)
            {
                for (var word = _words[i]; word != 0; word &= word - 1) yield return (i * 64) + BitOperations.TrailingZeroCount(word);
            }
        }
    }

    /// <summary>The positions below <paramref name="count"/> that a test admits.</summary>
    public static KindSet Where(int count, Func<int, bool> test)
    {
        var words = new ulong[(count + 63) / 64];
        for (var i = 0; i < count; i++)
        {
            if (test(i)) words[i / 64] |= 1UL << (i % 64);
        }

        return new KindSet(words);
    }

    /// <summary>The set of some positions below <paramref name="count"/>.</summary>
    public static KindSet Of(int count, IEnumerable<int> positions)
    {
        var words = new ulong[(count + 63) / 64];
        foreach (var position in positions) words[position / 64] |= 1UL << (position % 64);
        return new KindSet(words);
    }

    public bool Contains(int position) => (_words[position / 64] >> (position % 64) & 1) != 0;

    public KindSet And(KindSet other)
    {
        var words = new ulong[_words.Length];
        for (var i = 0; i < words.Length; i++) words[i] = _words[i] & other._words[i];
        return new KindSet(words);
    }

    public KindSet Or(KindSet other)
    {
        var words = new ulong[_words.Length];
        for (var i = 0; i < words.Length; i++) words[i] = _words[i] | other._words[i];
        return new KindSet(words);
    }

    public bool Equals(KindSet? other) => other is not null && _words.AsSpan().SequenceEqual(other._words);

    public override bool Equals(object? obj) => Equals(obj as KindSet);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var word in _words) hash.Add(word);
        return hash.ToHashCode();
    }
}
