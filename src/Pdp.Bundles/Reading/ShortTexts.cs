using System.Collections.Immutable;
using System.Text;

namespace Pdp.Bundles.Reading;

/// <summary>
/// Short texts that occur again and again in documents (members' names, effects, actions), so that each is one object. It is a
/// cache that forgets: what it does not know it makes.
/// </summary>
internal sealed class ShortTexts
{
    private const int Longest = 24;
    private const int Slots = 1024;

    [ThreadStatic]
    private static ShortTexts? _ofThread;

    private readonly string?[] _texts = new string?[Slots];
    private readonly ImmutableArray<string>[] _lists = new ImmutableArray<string>[16];
    private uint _nextList;

    /// <summary>The calling thread's.</summary>
    public static ShortTexts OfThread => _ofThread ??= new ShortTexts();

    /// <summary>The text of valid UTF-8.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > Longest) return Encoding.UTF8.GetString(utf8);
        ref var slot = ref _texts[Hash(utf8) % Slots];
        return slot is not null && Ascii.Equals(utf8, slot) ? slot : slot = Encoding.UTF8.GetString(utf8);
    }

    /// <summary>The same list as one that was asked for lately, if it has the same texts: rules mostly name the same actions.</summary>
    public ImmutableArray<string> Get(ImmutableArray<string> texts)
    {
        foreach (var known in _lists)
        {
            if (!known.IsDefault && known.AsSpan().SequenceEqual(texts.AsSpan())) return known;
        }

        _lists[_nextList++ % _lists.Length] = texts;
        return texts;
    }

    // FNV-1a: the texts are few and short, and a bad spread costs an object only
    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261;
        foreach (var octet in utf8) hash = unchecked((hash ^ octet) * 16777619);
        return hash;
    }
}
