namespace Pdp.Bundles.Archives;

/// <summary>The check sum of gzip (RFC 1952, section 8).</summary>
internal struct Crc32()
{
    private static readonly uint[] Table = MakeTable();

    private uint _state = uint.MaxValue;

    /// <summary>The sum of all that was added.</summary>
    public readonly uint Value => ~_state;

    /// <summary>Adds octets.</summary>
    public void Add(ReadOnlySpan<byte> octets)
    {
        var state = _state;
        foreach (var octet in octets) state = Table[(byte)(state ^ octet)] ^ (state >> 8);
        _state = state;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1;
            table[i] = value;
        }

        return table;
    }
}
