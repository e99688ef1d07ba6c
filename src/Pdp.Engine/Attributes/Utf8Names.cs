using System.Numerics;
using System.Text;
using Pdp.Language.Text;

namespace Pdp.Engine.Attributes;

/// <summary>
/// Looks names up that come as UTF-8, without making strings of them. Fixed once made; callers cannot make it slow, as
/// nothing that they send is added.
/// </summary>
internal sealed class Utf8Names
{
    private readonly Entry[] _entries;
    private readonly int _mask;

    /// <summary>Gives each name its position in the sequence; no name comes twice.</summary>
    public Utf8Names(IReadOnlyList<string> names)
    {
        // at least half empty, so that the search for a name that is not there ends soon
        _entries = new Entry[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, names.Count * 2))];
        _mask = _entries.Length - 1;
        for (var i = 0; i < names.Count; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(names[i]);
            var at = (int)ByteHash.Of(bytes) & _mask;
            while (_entries[at].Name is not null) at = (at + 1) & _mask;
            _entries[at] = new Entry(bytes, i);
        }
    }

    /// <summary>The position of a name, or −1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        var entries = _entries;
        for (var at = (int)ByteHash.Of(name) & _mask; ; at = (at + 1) & _mask)
        {
            ref readonly var entry = ref entries[at];
            if (entry.Name is null) return -1;
            if (name.SequenceEqual(entry.Name)) return entry.Position;
        }
    }

    private readonly record struct Entry(byte[]? Name, int Position);
}
