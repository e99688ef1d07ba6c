using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pdp.Language.Text;

namespace Pdp.Wire.Lean;

/// <summary>
/// Texts that were decoded before, so that the words that come in every request are neither checked nor made again. It
/// forgets freely: a place holds one text. What comes once only does not displace anything, as a text is kept when it comes
/// the second time. Used from any number of threads: places are written without a lock, and whatever is read there is
/// compared with the bytes at hand. Only ASCII is kept, which can be compared with bytes as it is.
/// <para>It is small on purpose: to find a text in memory that is not near costs more than to make it.</para>
/// </summary>
internal sealed class TextCache
{
    private const int Places = 1024;
    private const int Longest = 64;

    private readonly Place[] _places = new Place[Places];

    /// <summary>Finds a text.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="hash">Their hash, for <see cref="Offer"/>.</param>
    /// <param name="text">The text.</param>
    public bool TryGet(ReadOnlySpan<byte> bytes, out uint hash, [NotNullWhen(true)] out string? text)
    {
        hash = 0;
        text = null;
        if (bytes.Length > Longest) return false;
        hash = ByteHash.Of(bytes);
        ref readonly var place = ref _places[hash % Places];
        if (place.Hash != hash || place.Text is not { } kept || !Ascii.Equals(bytes, kept)) return false;
        text = kept;
        return true;
    }

    /// <summary>Offers a text that was not found.</summary>
    public void Offer(uint hash, string text)
    {
        if (text.Length > Longest || !Ascii.IsValid(text)) return;
        ref var place = ref _places[hash % Places];
        if (place.Seen != hash)
        {
            place.Seen = hash;
            return;
        }

        place.Text = text;
        place.Hash = hash;
    }

    private struct Place
    {
        public string? Text;
        public uint Hash;
        public uint Seen;
    }
}
