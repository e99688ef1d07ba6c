using System.Buffers.Binary;
using System.Text;

namespace Pdp.Bundles.Sources.Git.Signatures;

/// <summary>Reads what ssh writes: numbers and lengths big-endian (RFC 4251, section 5). It throws for what is not whole.</summary>
internal ref struct SshReader(ReadOnlySpan<byte> octets)
{
    private ReadOnlySpan<byte> _rest = octets;

    /// <summary>Whether nothing is left.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>So many octets.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length) throw new FormatException();
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>A number of 32 bits.</summary>
    public uint Number() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    /// <summary>Octets with their length before them.</summary>
    public ReadOnlySpan<byte> Octets() => Number() is <= int.MaxValue and var length ? Take((int)length) : throw new FormatException();

    /// <summary>A text.</summary>
    public string Text() => Encoding.UTF8.GetString(Octets());

    /// <summary>A number of any size that is not negative, without leading zeros.</summary>
    public byte[] Natural()
    {
        var octets = Octets();
        if (octets.IsEmpty || (octets[0] & 0x80) != 0) throw new FormatException();
        return octets.TrimStart((byte)0).ToArray();
    }
}
