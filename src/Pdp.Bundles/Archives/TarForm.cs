using System.Globalization;
using System.Text;
using Pdp.Bundles.Text;

namespace Pdp.Bundles.Archives;

/// <summary>
/// Entries of a tar archive (POSIX.1-2001, pax). A file of a name and a size has exactly one header here: no owner, no time, mode
/// 0644. A reader that knows what comes next compares; nothing of an entry is believed.
/// </summary>
internal static class TarForm
{
    /// <summary>Octets of a block.</summary>
    public const int Block = 512;

    /// <summary>Octets of zero at the end of an archive.</summary>
    public const int End = 2 * Block;

    private const int NameLength = 100;
    private const int PrefixLength = 155;
    private const int SizeOffset = 124;
    private const int SumOffset = 148;
    private const int KindOffset = 156;
    private const int PrefixOffset = 345;

    /// <summary>The blocks before a file's content.</summary>
    public static byte[] Header(string path, long size)
    {
        var name = Encoding.UTF8.GetBytes(path);
        if (Ascii.IsValid(name) && Split(name) is var slash and >= -1) return OneBlock(name, slash, size, '0');
        var record = PaxRecord(path);
        var blocks = new byte[Block + Padded(record.Length) + Block];
        OneBlock("pax"u8, -1, record.Length, 'x').CopyTo(blocks, 0);
        record.CopyTo(blocks, Block);
        OneBlock("file"u8, -1, size, '0').CopyTo(blocks, blocks.Length - Block);
        return blocks;
    }

    /// <summary>How many octets a content takes.</summary>
    public static long Padded(long size) => (size + Block - 1) / Block * Block;

    /// <inheritdoc cref="Padded(long)"/>
    public static int Padded(int size) => (int)Padded((long)size);

    /// <summary>The size that a header states; null when it states none.</summary>
    public static long? SizeOf(ReadOnlySpan<byte> header)
    {
        var size = 0L;
        foreach (var digit in header.Slice(SizeOffset, 11))
        {
            if (digit is < (byte)'0' or > (byte)'7') return null;
            size = (size * 8) + digit - '0';
        }

        return size;
    }

    /// <summary>Whether a header is that of a file of this name, whatever its size.</summary>
    public static bool Names(ReadOnlySpan<byte> header, string name) => SizeOf(header) is { } size && header.SequenceEqual(Header(name, size));

    /// <summary>Says why a header is not the one that was expected.</summary>
    /// <param name="header">The first block that differs.</param>
    /// <param name="expected">The entry that should stand here; null: the end should.</param>
    public static string Explain(ReadOnlySpan<byte> header, string? expected)
    {
        if (header.IndexOfAnyExcept((byte)0) < 0) return $"the archive ends before {Words.Quote(expected ?? "")}";
        var name = Name(header);
        if (!IsSum(header)) return $"the archive is damaged where {(expected is null ? "its end" : Words.Quote(expected))} should stand";
        var kind = (char)header[KindOffset] switch
        {
            '0' or '\0' => null,
            '1' => "a hard link",
            '2' => "a symbolic link",
            '3' or '4' => "a device",
            '5' => "a folder",
            '6' => "a pipe",
            'x' when Names(header, "pax") || name == "pax" => null,
            _ => "an entry of another kind",
        };
        if (kind is not null) return $"{Words.Quote(name)} is {kind}; a bundle has regular files only";
        if (expected is null) return $"{Words.Quote(name)} is not in the manifest, or stands there twice";
        return name == expected
            ? $"the entry {Words.Quote(name)} has another size, owner, mode or time than the manifest and the form of bundles say"
            : $"expected the entry {Words.Quote(expected)}, got {Words.Quote(name)}";
    }

    private static string Name(ReadOnlySpan<byte> header)
    {
        var name = Text(header[..NameLength]);
        var prefix = Text(header.Slice(PrefixOffset, PrefixLength));
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    private static bool IsSum(ReadOnlySpan<byte> header)
    {
        var copy = header.ToArray();
        WriteSum(copy);
        return header.SequenceEqual(copy);
    }

    // where a name is parted that is too long for its field; -1: it is not; -2: it cannot be parted
    private static int Split(ReadOnlySpan<byte> name)
    {
        if (name.Length <= NameLength) return -1;
        var slash = name[..Math.Min(name.Length, PrefixLength + 1)].LastIndexOf((byte)'/');
        return slash > 0 && name.Length - slash - 1 <= NameLength ? slash : -2;
    }

    private static byte[] OneBlock(ReadOnlySpan<byte> name, int slash, long size, char kind)
    {
        var block = new byte[Block];
        name[(slash + 1)..].CopyTo(block);
        if (slash > 0) name[..slash].CopyTo(block.AsSpan(PrefixOffset));
        Put(100, "0000644");
        Put(108, "0000000");
        Put(116, "0000000");
        Put(SizeOffset, Octal(size, 11));
        Put(136, "00000000000");
        block[KindOffset] = (byte)kind;
        Put(257, "ustar");
        Put(263, "00");
        Put(329, "0000000");
        Put(337, "0000000");
        WriteSum(block);
        return block;

        void Put(int offset, string text) => Encoding.ASCII.GetBytes(text, block.AsSpan(offset));
    }

    private static void WriteSum(Span<byte> block)
    {
        var field = block.Slice(SumOffset, 8);
        field.Fill((byte)' ');
        var sum = 0;
        foreach (var octet in block) sum += octet;
        Encoding.ASCII.GetBytes(Octal(sum, 6), field);
        field[6] = 0;
    }

    private static string Octal(long number, int digits) => Convert.ToString(number, 8).PadLeft(digits, '0');

    // the length of the record counts its own digits
    private static byte[] PaxRecord(string path)
    {
        var rest = Encoding.UTF8.GetBytes($" path={path}\n");
        var length = rest.Length + 1;
        while (length != rest.Length + Digits(length).Length) length = rest.Length + Digits(length).Length;
        return [.. Encoding.ASCII.GetBytes(Digits(length)), .. rest];

        static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
